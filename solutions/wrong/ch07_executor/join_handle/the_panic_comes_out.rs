//! The panic is not caught: it comes out of the task's poll, and ends the executor.

// <solution deliver>
let outcome = Ok(future.await);
if let State::Running(Some(waiting)) = joint.state.replace(State::Over(outcome)) {
    waiting.wake();
}
// </solution>
