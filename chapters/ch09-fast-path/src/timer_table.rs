//! Who waits until when: the seam between a driver and its table of timers.

use std::fmt;
use std::task::Waker;
use std::time::Instant;

use ch05_event_loop::{TimerKey, Timers};

use crate::wheel::{Wheel, WheelKey};

// ANCHOR: timer_table
/// Who waits until when. Chapter 5's [`Timers`] are one; a [`Wheel`] is another.
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

/// Both tables have the same methods.
macro_rules! table {
    ($table:ident, $key:ty) => {
        impl TimerTable for $table<Waker> {
            type Key = $key;

            fn insert(&mut self, at: Instant, waker: Waker) -> $key {
                $table::insert(self, at, waker)
            }

            fn peek(&self, key: $key) -> Option<&Waker> {
                $table::peek(self, key)
            }

            fn replace(&mut self, key: $key, waker: Waker) -> Result<Waker, Waker> {
                match self.get_mut(key) {
                    Some(known) => Ok(std::mem::replace(known, waker)),
                    None => Err(waker),
                }
            }

            fn cancel(&mut self, key: $key) -> Option<Waker> {
                $table::cancel(self, key)
            }

            fn next(&self) -> Option<Instant> {
                $table::next(self)
            }

            fn fire(&mut self, now: Instant, woken: &mut Vec<Waker>) {
                $table::fire(self, now, woken);
            }

            fn len(&self) -> usize {
                $table::len(self)
            }
        }
    };
}
table!(Timers, TimerKey);
table!(Wheel, WheelKey);
