//! A task that ticks, and keeps count of how late it was.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ch05_event_loop::{Core, Coroutine, Step, Wait};

/// A program's spinner: ticks in equal steps, and notes every gap.
pub(crate) struct Ticker {
    /// From tick to tick.
    every: Duration,
    /// Ticks yet to come.
    left: u32,
    /// The last tick; `None` before the first.
    last: Option<Instant>,
    /// When the next is due.
    due: Option<Instant>,
    /// What has been seen; the demo reads it afterwards.
    seen: Arc<Mutex<Seen>>,
}

/// What a ticker has seen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Ticks so far.
    pub(crate) ticks: u32,
    /// The longest time from one tick to the next.
    pub(crate) longest: Duration,
}

impl Ticker {
    /// A ticker of `ticks` ticks, and where to read what it has seen.
    pub(crate) fn new(every: Duration, ticks: u32) -> (Ticker, Arc<Mutex<Seen>>) {
        let seen = Arc::default();
        (Ticker { every, left: ticks, last: None, due: None, seen: Arc::clone(&seen) }, seen)
    }
}

/// Reads what was seen.
pub(crate) fn read(seen: &Mutex<Seen>) -> Seen {
    *seen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Coroutine for Ticker {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        let now = core.now();
        if let Some(due) = self.due
            && now < due
        {
            return Step::Wait(Wait::until(due));
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.ticks += 1;
        seen.longest = seen.longest.max(self.last.map_or(Duration::ZERO, |last| now - last));
        self.last = Some(now);
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return Step::Done(());
        }
        let due = now + self.every;
        self.due = Some(due);
        Step::Wait(Wait::until(due))
    }
}
