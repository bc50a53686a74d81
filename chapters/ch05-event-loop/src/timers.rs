//! Who waits until when.

use std::collections::BTreeMap;
use std::time::Instant;

use lab::steps::{self, Event};

// ANCHOR: timers
/// Who waits until when. `T` is *what to continue*, as in [`Sources`](crate::Sources).
///
/// *Now* is always an argument. So the same timers run on the real clock and on a virtual one, where a game of twelve
/// hours takes a millisecond.
#[derive(Debug)]
pub struct Timers<T> {
    /// The next number.
    next: u64,
    /// In order of time; equal times in the order they were set.
    waiting: BTreeMap<TimerKey, T>,
}

/// A timer that was set: its time, and a number that makes it unique. Never used twice (invariant I2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimerKey(Instant, u64);

impl<T> Timers<T> {
    /// No timer is set.
    pub fn new() -> Self {
        Timers { next: 0, waiting: BTreeMap::new() }
    }

    /// Sets a timer. (A time too far away for an [`Instant`] means never: then set none.)
    pub fn insert(&mut self, at: Instant, waiter: T) -> TimerKey {
        let key = TimerKey(at, self.next);
        self.next += 1;
        self.waiting.insert(key, waiter);
        steps::note(|| Event::TimerSet(key.1, at));
        key
    }

    /// The waiter of a timer that has not fired.
    pub fn peek(&self, key: TimerKey) -> Option<&T> {
        self.waiting.get(&key)
    }

    /// The waiter of a timer that has not fired, to be replaced by another.
    pub fn get_mut(&mut self, key: TimerKey) -> Option<&mut T> {
        self.waiting.get_mut(&key)
    }

    /// Unsets a timer; its waiter is given back. `None` when it has fired already.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        steps::note(|| Event::TimerUnset(key.1));
        self.waiting.remove(&key)
    }

    // ANCHOR: fire
    /// When the next one fires.
    pub fn next(&self) -> Option<Instant> {
        self.waiting.first_key_value().map(|(TimerKey(at, _), _)| *at)
    }

    /// Moves the waiters of all timers that are due `now` to `woken`, the earliest first.
    pub fn fire(&mut self, now: Instant, woken: &mut Vec<T>) {
        while let Some(first) = self.waiting.first_entry()
            && first.key().0 <= now
        {
            steps::note(|| Event::TimerDue(first.key().1));
            woken.push(first.remove());
        }
    }
    // ANCHOR_END: fire

    /// How many are set.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
// ANCHOR_END: timers

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self::new()
    }
}
