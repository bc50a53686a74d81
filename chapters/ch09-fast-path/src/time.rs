//! Times, on the current runtime.

use std::time::Duration;

use ch07_executor::{Current, Elapsed, sleep_on, timeout_on};

use crate::RuntimeDriver;
use crate::runtime::Handle;
use crate::steps::Fast;

/// Waits for a time; see [`sleep`].
pub type Sleep = ch07_executor::Sleep<RuntimeDriver>;

/// A clock that ticks; see [`interval`].
pub type Interval<T = RuntimeDriver> = ch08_runtime::time::Interval<T>;

/// Waits so long. (asyncio: `sleep`; tokio: `time::sleep`.)
///
/// Dropped: its timer is unset, and nothing is lost.
///
/// # Panics
/// When this thread is in no runtime.
#[track_caller]
pub fn sleep(time: Duration) -> Sleep {
    sleep_on(Handle::<Fast>::current().driver(), time)
}

/// Waits for the future, but so long at most. (asyncio: `wait_for`; tokio: `timeout`.)
///
/// When the time is over the future is dropped, at the await where it stands. What that loses, the future's own docs say.
///
/// Dropped: the future is.
///
/// # Errors
/// The time was over first.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    timeout_on(&RuntimeDriver::current(), limit, future).await
}

/// Ticks now, and then once in every `period`. (asyncio has none: a loop with `sleep`, which drifts; tokio: `interval`.)
///
/// # Panics
/// When this thread is in no runtime, and when the period is zero.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    Interval::new(Handle::<Fast>::current().driver(), period)
}
