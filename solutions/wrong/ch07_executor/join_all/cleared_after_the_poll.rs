//! A child's flag is cleared after its poll: a wake during the poll is lost.

// <solution poll>
let waker = cx.waker().clone();
let displaced = self.shared.lock().parent.replace(waker);
drop(displaced);
let woken = mem::take(&mut self.shared.lock().children);
for index in woken {
    let Child::Running(future, call) = &mut self.children[index] else { continue };
    let waker = Waker::from(Arc::clone(call));
    let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
    call.queued.store(false, Ordering::SeqCst);
    if let Poll::Ready(output) = polled {
        self.children[index] = Child::Over(output);
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
