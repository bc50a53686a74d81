//! The outcome is laid down, and nobody is woken.

// <solution deliver>
let outcome = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
    Ok(poll) => poll.map(Ok),
    Err(panic) => Poll::Ready(Err(panic)),
})
.await;
joint.state.set(State::Over(outcome));
// </solution>
