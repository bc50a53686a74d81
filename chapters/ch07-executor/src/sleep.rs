//! Waiting for a time.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use crate::driver::Timer;
use crate::turn::{WaitsFor, poll_budget, waits_for};

/// Waits until a time. (asyncio: `sleep`; tokio: `time::sleep`.)
///
/// Dropped: its timer is unset, and nothing is lost.
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct Sleep<T: Timer> {
    /// Who wakes us.
    timer: T,
    /// When. `None` is a time too far away to be said: never.
    until: Option<Instant>,
    /// Set while a timer is.
    key: Option<T::Key>,
}

/// Waits so long, from now.
///
/// ```
/// use std::time::Duration;
/// use ch07_executor::{Clock, ClockPark, LocalExecutor, sleep_on};
///
/// // On a clock that jumps, an hour takes no time.
/// let clock = Clock::virtual_time();
/// let mut executor = LocalExecutor::new(ClockPark::new(&clock));
/// executor.block_on(sleep_on(&clock, Duration::from_secs(3600)));
/// ```
pub fn sleep_on<T: Timer>(timer: &T, time: Duration) -> Sleep<T> {
    Sleep::until(timer, timer.now().checked_add(time))
}

impl<T: Timer> Sleep<T> {
    /// Waits until that time, or for ever.
    pub fn until(timer: &T, until: Option<Instant>) -> Sleep<T> {
        Sleep { timer: timer.clone(), until, key: None }
    }

    /// Until when. `None` is never.
    pub fn deadline(&self) -> Option<Instant> {
        self.until
    }
}

// ANCHOR: sleep
impl<T: Timer> Future for Sleep<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Some(until) = self.until else { return Poll::Pending };
        let is_over = match self.key {
            // The newest waker, always: the sleep may have moved to another task since the last poll. A timer that was set
            // and is gone has fired, and then it is time.
            Some(key) => !self.timer.change_timer(key, cx.waker()),
            None => self.timer.now() >= until,
        };
        if is_over {
            ready!(poll_budget(cx)); // or a loop of sleeps that are over at once would keep the thread for ever
            self.key = None;
            return Poll::Ready(());
        }
        if self.key.is_none() {
            self.key = Some(self.timer.set_timer(until, cx.waker().clone()));
        }
        waits_for(WaitsFor::Time(until));
        Poll::Pending
    }
}

impl<T: Timer> Drop for Sleep<T> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.timer.cancel_timer(key);
        }
    }
}
// ANCHOR_END: sleep

/// Nothing in it points into it.
impl<T: Timer> Unpin for Sleep<T> {}
