//! How a blocking call is drawn: the task waits, and the thread that makes the call waits with it.

use lab::timeline::{self, Lane, State};

/// Makes a call that may block, on behalf of the task that `lane` stands for.
///
/// Both lanes, the task's and this thread's, are *waiting* until the call returns: with blocking calls a waiting task
/// keeps a thread waiting. (It may be that the call had nothing to wait for. Then the stretch is too short to be seen.)
// ANCHOR: blocking
pub fn blocking<T>(lane: Lane, call: impl FnOnce() -> T) -> T {
    timeline::mark(lane, State::Waiting);
    timeline::rest(State::Waiting);
    let result = call();
    timeline::run_task(lane);
    result
}
// ANCHOR_END: blocking

/// Runs a task on this thread from its beginning to its end, drawn on `lane`.
pub fn drawn<T>(lane: Lane, task: impl FnOnce() -> T) -> T {
    timeline::run_task(lane);
    let result = task();
    timeline::mark(lane, State::Gone);
    timeline::rest(State::Running);
    result
}
