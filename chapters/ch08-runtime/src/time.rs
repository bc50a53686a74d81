//! Times, on the current runtime.

use std::time::{Duration, Instant};

use ch07_executor::{Current, Elapsed, Timer, sleep_on, timeout_on};

use crate::driver::RuntimeDriver;
use crate::runtime::Handle;

/// Waits for a time; see [`sleep`].
pub type Sleep = ch07_executor::Sleep<RuntimeDriver>;

/// Waits so long. (asyncio: `sleep`; tokio: `time::sleep`.)
///
/// Dropped: its timer is unset, and nothing is lost.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// let before = Instant::now();
/// ch08_runtime::block_on(async { ch08_runtime::sleep(Duration::from_millis(5)).await });
/// assert!(before.elapsed() >= Duration::from_millis(5));
/// ```
///
/// # Panics
/// When this thread is in no runtime.
#[track_caller]
pub fn sleep(time: Duration) -> Sleep {
    sleep_on(Handle::current().driver(), time)
}

/// Waits for the future, but so long at most. (asyncio: `wait_for`; tokio: `timeout`.)
///
/// When the time is over the future is dropped, at the await where it stands. What that loses, the future's own docs say.
///
/// Dropped: the future is.
///
/// ```
/// use std::future::pending;
/// use std::time::Duration;
/// use ch08_runtime::{block_on, timeout};
///
/// let never = block_on(async { timeout(Duration::from_millis(5), pending::<()>()).await });
/// assert_eq!(never.unwrap_err().to_string(), "not done within 5ms");
/// ```
///
/// # Errors
/// The time was over first.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    timeout_on(&RuntimeDriver::current(), limit, future).await
}

/// A clock that ticks; see [`interval`].
#[derive(Debug)]
pub struct Interval<T: Timer = RuntimeDriver> {
    /// Who wakes us.
    timer: T,
    /// From tick to tick.
    period: Duration,
    /// When the next tick is due. `None` is never.
    next: Option<Instant>,
}

/// Ticks now, and then once in every `period`. (asyncio has none: a loop with `sleep`, which drifts; tokio: `interval`.)
///
/// ```
/// use std::time::Duration;
/// use ch08_runtime::{block_on, interval};
///
/// block_on(async {
///     let mut heartbeat = interval(Duration::from_millis(2));
///     let first = heartbeat.tick().await;
///     let second = heartbeat.tick().await;
///     assert!(second - first >= Duration::from_millis(2));
/// });
/// ```
///
/// # Panics
/// When this thread is in no runtime, and when the period is zero.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    Interval::new(Handle::current().driver(), period)
}

// ANCHOR: interval
impl<T: Timer> Interval<T> {
    /// See [`interval`].
    ///
    /// # Panics
    /// When the period is zero.
    #[track_caller]
    pub fn new(timer: &T, period: Duration) -> Interval<T> {
        assert!(!period.is_zero(), "an interval of zero would tick for ever without a pause");
        Interval { timer: timer.clone(), period, next: Some(timer.now()) }
    }

    /// Waits for the next tick, and gives the time at which it was due. It does not drift: the ticks are whole periods
    /// from the first. Who comes late gets one that was missed, at once; further ones are left out, they do not come all
    /// together.
    ///
    /// Dropped: nothing is lost, the tick is still to come.
    pub async fn tick(&mut self) -> Instant {
        ch07_executor::Sleep::until(&self.timer, self.next).await;
        let now = self.timer.now();
        let due = self.next.unwrap_or(now);
        // The first whole period after now. (A number of periods would not do: there are many of a nanosecond in a pause.)
        let late = now.saturating_duration_since(due).as_nanos() % self.period.as_nanos();
        let late = u64::try_from(late).ok().map(Duration::from_nanos);
        self.next = late.and_then(|late| now.checked_add(self.period - late));
        due
    }
}
// ANCHOR_END: interval
