//! A dropped handle ends the task: nobody wants the outcome, but somebody may want what the task does.

// <solution deliver>
let outcome = poll_fn(|cx| {
    if Rc::strong_count(&joint) == 1 {
        return Poll::Ready(None);
    }
    match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(|output| Some(Ok(output))),
        Err(panic) => Poll::Ready(Some(Err(panic))),
    }
})
.await;
if let Some(outcome) = outcome
    && let State::Running(Some(waiting)) = joint.state.replace(State::Over(outcome))
{
    waiting.wake();
}
// </solution>
