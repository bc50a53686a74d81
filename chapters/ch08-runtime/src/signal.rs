//! Ctrl-C and SIGTERM, as futures.
//!
//! # Implementation
//! A signal handler may do next to nothing: the thread it interrupts may hold any lock. On Unix the crate `signal-hook` has it
//! write one byte into a socket of ours; the reactor sees that the other end is readable, as with any socket, and wakes the
//! task. (The old name of it is the *self-pipe trick*; asyncio does the same.) So it takes no thread, and a program of one
//! thread stays one: the kernel is quicker with those. Elsewhere a thread waits for signals, and wakes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use ch07_executor::{Current, WaitsFor, waits_for};

use crate::driver::RuntimeDriver;

#[cfg(unix)]
#[path = "signal/by_pipe.rs"]
mod delivery;
#[cfg(not(unix))]
#[path = "signal/by_thread.rs"]
mod delivery;

/// Done once somebody has asked this process to stop; see [`stop`].
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct Stop<D: Current = RuntimeDriver>(delivery::Stop<D>);

/// Waits for Ctrl-C, or SIGTERM; not at all if one has come since the first call. (asyncio: `add_signal_handler`; tokio:
/// `signal::ctrl_c`.)
///
/// From the first call on they do not end the process by themselves any more. A second one ends it at once: whoever asks
/// twice does not want to wait. (Exit code 130, as a shell says of a Ctrl-C.)
///
/// Dropped: nothing is lost, but signals still do not end the process.
///
/// ```
/// use std::time::Duration;
/// use ch08_runtime::{block_on, signal, sleep, race};
///
/// let said = block_on(async {
///     let stopped = async {
///         signal::stop().unwrap().await;
///         "stopped"
///     };
///     let done = async {
///         sleep(Duration::from_millis(1)).await;
///         "done"
///     };
///     race(stopped, done).await
/// });
/// assert_eq!(said, "done"); // unless you were quick
/// ```
///
/// # Errors
/// The system refuses the handler, or somebody else has set one.
pub fn stop() -> io::Result<Stop> {
    Stop::new()
}

impl<D: Current> Stop<D> {
    /// See [`stop`]; for any runtime.
    ///
    /// # Errors
    /// As [`stop`].
    pub fn new() -> io::Result<Stop<D>> {
        delivery::stop().map(Stop)
    }
}

impl<D: Current> Future for Stop<D> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let poll = Pin::new(&mut self.0).poll(cx);
        if poll.is_pending() {
            waits_for(WaitsFor::Named("Ctrl-C or SIGTERM"));
        }
        poll
    }
}
