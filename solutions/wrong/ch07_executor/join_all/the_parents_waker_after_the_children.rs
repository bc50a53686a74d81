//! The parent's waker is left after the children were polled: one that wakes itself meanwhile finds nobody to tell.

// <solution poll>
let woken = mem::take(&mut self.shared.lock().children);
for index in woken {
    let Child::Running(future, call) = &mut self.children[index] else { continue };
    call.queued.store(false, Ordering::SeqCst);
    let waker = Waker::from(Arc::clone(call));
    if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
        self.children[index] = Child::Over(output);
    }
}
if self.children.iter().any(|child| matches!(child, Child::Running(..))) {
    let waker = cx.waker().clone();
    let displaced = self.shared.lock().parent.replace(waker);
    drop(displaced);
    return Poll::Pending;
}
let outputs = mem::take(&mut self.children).into_iter().filter_map(|child| match child {
    Child::Over(output) => Some(output),
    Child::Running(..) => None,
});
Poll::Ready(outputs.collect())
// </solution>
