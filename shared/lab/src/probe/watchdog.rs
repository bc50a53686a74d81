//! A watchdog for what might never end.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

/// How many times slower than usual everything is here, if the environment says so (as `cargo x memcheck` does). Limits are
/// so many times longer.
const SLOWER: &str = "LAB_SLOWER";

/// Runs `f` on a thread of its own and gives its result; if it has not ended after `limit`, panics with `what` and
/// `diagnosis()`. A panic of `f` is passed on.
///
/// After a hang the thread is left behind: Rust has no way to end a thread from outside. The limit is a watchdog and
/// no measure of time, so let it be generous.
///
/// # Panics
/// When `f` hangs, when it panics, and when the system has no thread to give.
pub fn within<T: Send + 'static>(
    limit: Duration,
    what: &str,
    diagnosis: impl FnOnce() -> String,
    f: impl FnOnce() -> T + Send + 'static,
) -> T {
    let slower = std::env::var(SLOWER).ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let limit = limit.saturating_mul(slower);
    // Nothing is ever sent: that the sender is gone says that `f` has ended, in whichever way.
    let (running, ended) = channel::<()>();
    // Not `crate::thread::spawn`: a probe must not count among the threads of what it watches.
    let spawned = Builder::new().name(what.to_owned()).spawn(move || {
        let _running = running;
        f()
    });
    let thread = match spawned {
        Ok(thread) => thread,
        Err(error) => panic!("{what}: no thread for the watchdog: {error}"),
    };
    if let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(limit) {
        panic!("{what}: not done within {limit:?}; {}", diagnosis());
    }
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}
