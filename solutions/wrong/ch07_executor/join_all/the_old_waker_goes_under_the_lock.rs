//! The parent's old waker is dropped while the lock is held: its drop may wake a child, which needs the lock.

// <solution poll>
let waker = cx.waker().clone();
self.shared.lock().parent = Some(waker);
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
    return Poll::Pending;
}
let outputs = mem::take(&mut self.children).into_iter().filter_map(|child| match child {
    Child::Over(output) => Some(output),
    Child::Running(..) => None,
});
Poll::Ready(outputs.collect())
// </solution>
