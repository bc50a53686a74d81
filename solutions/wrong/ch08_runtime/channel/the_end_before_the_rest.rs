//! Without senders it says `None`, and the values that wait are lost.
// <solution recv>
let waker = cx.waker().clone();
let mut state = lock(self.state);
if state.senders == 0 {
    return Poll::Ready(None);
}
if let Some(value) = state.values.pop_front() {
    let waiting = std::mem::take(&mut state.waiting);
    drop(state);
    waiting.into_values().for_each(Waker::wake);
    return Poll::Ready(Some(value));
}
state.receiver = Some(waker);
Poll::Pending
// </solution>
