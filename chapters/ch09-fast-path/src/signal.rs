//! Ctrl-C and SIGTERM, as futures: chapter 8's.

use std::io;

/// Done once somebody has asked this process to stop; see [`stop`].
pub type Stop = ch08_runtime::signal::Stop<crate::RuntimeDriver>;

/// Waits for Ctrl-C, or SIGTERM; all of it stands at [chapter 8's](ch08_runtime::signal::stop).
///
/// Dropped: nothing is lost, but signals still do not end the process.
///
/// # Errors
/// The system refuses the handler, or somebody else has set one.
pub fn stop() -> io::Result<Stop> {
    Stop::new()
}
