//! Keeps the waker of the first poll: a receiver that has moved to another task is never woken.
// <solution recv>
let mut state = lock(self.state);
if let Some(value) = state.values.pop_front() {
    let waiting = std::mem::take(&mut state.waiting);
    drop(state);
    waiting.into_values().for_each(Waker::wake);
    return Poll::Ready(Some(value));
}
if state.senders == 0 {
    return Poll::Ready(None);
}
state.receiver.get_or_insert_with(|| cx.waker().clone());
Poll::Pending
// </solution>
