//! Only an output wakes who waits; after a panic they wait for ever.

// <solution deliver>
let outcome = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
    Ok(poll) => poll.map(Ok),
    Err(panic) => Poll::Ready(Err(panic)),
})
.await;
let panicked = outcome.is_err();
if let State::Running(Some(waiting)) = joint.state.replace(State::Over(outcome))
    && !panicked
{
    waiting.wake();
}
// </solution>
