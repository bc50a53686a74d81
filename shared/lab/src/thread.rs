//! `spawn`, counted and drawn: threads started here are named, counted in the ledger, and record on the same timeline
//! as whoever started them.

use std::io;
use std::thread::JoinHandle;

/// Starts a thread with a name. It counts in [`peak`], and inherits the timeline recorder of the thread that calls.
///
/// # Errors
/// The system has no thread to give.
pub fn spawn<T: Send + 'static>(
    _name: impl Into<String>,
    _f: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    todo!()
}

/// How many threads started here are alive now, and the main thread.
pub fn alive() -> u64 {
    todo!()
}

/// The largest number alive at one instant, since the start or the last [`reset_peak`].
pub fn peak() -> u64 {
    todo!()
}

/// Begins a new measurement: the peak is what is alive now.
pub fn reset_peak() {
    todo!()
}
