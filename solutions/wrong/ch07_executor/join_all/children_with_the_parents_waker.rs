//! The children are polled with the parent's waker: nobody notes which of them was woken.

// <solution poll>
let waker = cx.waker().clone();
let displaced = self.shared.lock().parent.replace(waker);
drop(displaced);
let woken = mem::take(&mut self.shared.lock().children);
for index in woken {
    let Child::Running(future, call) = &mut self.children[index] else { continue };
    call.queued.store(false, Ordering::SeqCst);
    if let Poll::Ready(output) = future.as_mut().poll(cx) {
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
