//! Who waits is woken first, then the outcome is laid down.

// <solution deliver>
let outcome = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
    Ok(poll) => poll.map(Ok),
    Err(panic) => Poll::Ready(Err(panic)),
})
.await;
if let State::Running(Some(waiting)) = joint.state.replace(State::Running(None)) {
    waiting.wake();
}
joint.state.set(State::Over(outcome));
// </solution>
