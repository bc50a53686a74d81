//! Who waits until when: the seam between a driver and its table of timers.

use std::fmt;
use std::task::Waker;
use std::time::Instant;

use ch05_event_loop::{TimerKey, Timers};

// ANCHOR: timer_table
/// Who waits until when. Chapter 5's [`Timers`] are one; a [`Wheel`](crate::wheel::Wheel) is another.
pub trait TimerTable: fmt::Debug + Default + 'static {
    /// Names a timer that was set. Never used twice (invariant I2).
    type Key: Copy + fmt::Debug;

    /// Sets a timer.
    fn insert(&mut self, at: Instant, waker: Waker) -> Self::Key;

    /// The waker of a timer that has not fired.
    fn peek(&self, key: Self::Key) -> Option<&Waker>;

    /// Puts another waker in its place, and gives back the one that stood there; `Err` with the new one when the timer has
    /// fired.
    ///
    /// # Errors
    /// The timer has fired.
    fn replace(&mut self, key: Self::Key, waker: Waker) -> Result<Waker, Waker>;

    /// Unsets a timer, and gives its waker back, if it has not fired.
    fn cancel(&mut self, key: Self::Key) -> Option<Waker>;

    /// When to look again: at the next timer, or before.
    fn next(&self) -> Option<Instant>;

    /// Moves the wakers of all that are due to `woken`, the earliest first.
    fn fire(&mut self, now: Instant, woken: &mut Vec<Waker>);

    /// How many are set.
    fn len(&self) -> usize;

    /// Whether none is set.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
// ANCHOR_END: timer_table

impl TimerTable for Timers<Waker> {
    type Key = TimerKey;

    fn insert(&mut self, at: Instant, waker: Waker) -> TimerKey {
        Timers::insert(self, at, waker)
    }

    fn peek(&self, key: TimerKey) -> Option<&Waker> {
        Timers::peek(self, key)
    }

    fn replace(&mut self, key: TimerKey, waker: Waker) -> Result<Waker, Waker> {
        match self.get_mut(key) {
            Some(known) => Ok(std::mem::replace(known, waker)),
            None => Err(waker),
        }
    }

    fn cancel(&mut self, key: TimerKey) -> Option<Waker> {
        Timers::cancel(self, key)
    }

    fn next(&self) -> Option<Instant> {
        Timers::next(self)
    }

    fn fire(&mut self, now: Instant, woken: &mut Vec<Waker>) {
        Timers::fire(self, now, woken);
    }

    fn len(&self) -> usize {
        Timers::len(self)
    }
}
