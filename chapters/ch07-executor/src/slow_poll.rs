//! Telling of polls that have held the thread for long.

use std::fmt;
use std::time::{Duration, Instant};

use crate::task::TaskId;

/// A poll that has held the thread for long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlowPoll {
    /// Which task; `None` is the future of `block_on` itself.
    pub task: Option<TaskId>,
    /// Its name, or what it is called without one.
    pub name: String,
    /// How long the poll took.
    pub took: Duration,
}

/// Whom to tell of slow polls.
pub struct Slow {
    /// From how long on a poll is slow.
    threshold: Duration,
    /// Told of each.
    tell: Box<dyn FnMut(&SlowPoll)>,
}

impl Slow {
    /// From now on `tell` hears of every poll that takes longer than `threshold`.
    pub fn new(threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static) -> Slow {
        Slow { threshold, tell: Box::new(tell) }
    }

    /// A poll is over that has `started` then. The name is made only if it was slow.
    pub fn check(&mut self, task: Option<TaskId>, started: Instant, name: impl FnOnce() -> String) {
        let took = started.elapsed();
        if took > self.threshold {
            (self.tell)(&SlowPoll { task, name: name(), took });
        }
    }
}

impl fmt::Debug for Slow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slow").field("threshold", &self.threshold).finish_non_exhaustive()
    }
}
