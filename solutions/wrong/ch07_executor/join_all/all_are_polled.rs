//! Every child is polled at each poll, whoever was woken.

// <solution poll>
let waker = cx.waker().clone();
let displaced = self.shared.lock().parent.replace(waker);
drop(displaced);
self.shared.lock().children.clear();
for child in &mut self.children {
    let Child::Running(future, call) = child else { continue };
    call.queued.store(false, Ordering::SeqCst);
    let waker = Waker::from(Arc::clone(call));
    if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
        *child = Child::Over(output);
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
