//! Wakes only the first that waits; when that one is dropped before it looks, the place is free and the next sleeps.
// <solution recv>
let waker = cx.waker().clone();
let mut state = lock(self.state);
if let Some(value) = state.values.pop_front() {
    let first = state.waiting.pop_first();
    drop(state);
    first.into_iter().for_each(|(_, waker)| waker.wake());
    return Poll::Ready(Some(value));
}
if state.senders == 0 {
    return Poll::Ready(None);
}
state.receiver = Some(waker);
Poll::Pending
// </solution>
