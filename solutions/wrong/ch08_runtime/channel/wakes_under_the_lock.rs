//! Wakes the senders while it holds the lock.
// <solution recv>
let waker = cx.waker().clone();
let mut state = lock(self.state);
if let Some(value) = state.values.pop_front() {
    for waiting in std::mem::take(&mut state.waiting).into_values() {
        waiting.wake();
    }
    return Poll::Ready(Some(value));
}
if state.senders == 0 {
    return Poll::Ready(None);
}
state.receiver = Some(waker);
Poll::Pending
// </solution>
