//! Probes for tests: a watchdog that turns a hang into a named failure, and a waker that counts.

use std::time::Duration;

/// Runs `f` on a thread of its own and gives its result; if it has not ended after `limit`, panics with `what` and
/// `diagnosis()`. A panic of `f` is passed on.
pub fn within<T: Send + 'static>(
    _limit: Duration,
    _what: &str,
    _diagnosis: impl FnOnce() -> String,
    _f: impl FnOnce() -> T + Send + 'static,
) -> T {
    todo!()
}

/// How many file descriptors this process has open, where the system tells.
pub fn open_fds() -> Option<usize> {
    todo!()
}
