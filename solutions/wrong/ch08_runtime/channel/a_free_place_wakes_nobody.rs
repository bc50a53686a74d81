//! Takes a value, and does not tell those who wait for the place.
// <solution recv>
let mut state = lock(self.state);
if let Some(value) = state.values.pop_front() {
    return Poll::Ready(Some(value));
}
if state.senders == 0 {
    return Poll::Ready(None);
}
state.receiver = Some(cx.waker().clone());
Poll::Pending
// </solution>
