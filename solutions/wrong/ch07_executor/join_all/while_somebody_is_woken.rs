//! It goes on for as long as a child is woken: one that wakes itself keeps the thread for ever.

// <solution poll>
let waker = cx.waker().clone();
let displaced = self.shared.lock().parent.replace(waker);
drop(displaced);
loop {
    let woken = mem::take(&mut self.shared.lock().children);
    if woken.is_empty() {
        break;
    }
    for index in woken {
        let Child::Running(future, call) = &mut self.children[index] else { continue };
        call.queued.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(call));
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            self.children[index] = Child::Over(output);
        }
    }
}
if self.children.iter().any(|child| matches!(child, Child::Running(..))) {
    return Poll::Pending;
}
let outputs = mem::take(&mut self.children).into_iter().filter_map(|child| match child {
    Child::Over(output) => Some(output),
    Child::Running(..) => None,
});
Poll::Ready(outputs.collect())
// </solution>
