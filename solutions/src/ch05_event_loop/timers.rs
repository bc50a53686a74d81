//! # Timers, in order
//!
//! - minutes: 10
//! - idea: a time alone names no timer: two may be due at once, and a key that is kept too long must hit nobody
//! - page: chapters/ch05-event-loop/time.md#a-clock-that-jumps
//!
//! Build the loop's timers: who goes on when. What is to be continued is a `T`: a task's id, later a `Waker`; you know
//! nothing of it. *Now* is always an argument, so the same timers run on a clock that jumps. Rules:
//!
//! - What is due comes out once, in order of time; what is due at the same time, in the order it was set.
//! - A timer is due *at* its time, not only after it.
//! - A timer can be cancelled, by the key that setting it gave. It is then as if it had never been set.
//! - A key that has fired, or was cancelled, never names another timer, not even one for the same time.
//!
//! As it stands, a key is a time, so two timers for one time have the same key: begin there. You will use these timers
//! again: in `fairness`, and in the runtime of chapter 7.

use std::collections::BTreeMap;
use std::time::Instant;

/// Names a timer that was set. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
// TODO: Add what tells timers of the same time apart. (Keys are compared field by field, from the left.)
// <starter>
// pub struct TimerKey(Instant);
// <solution key>
pub struct TimerKey(Instant, u64);
// </solution>

/// Who goes on when.
#[derive(Debug)]
pub struct Timers<T> {
    // TODO: Say what more must be remembered, so that no key is used twice.
    // <starter>
    // /// All that are set: the earliest is the first. A map finds its first key quickly, and any key.
    // waiting: BTreeMap<TimerKey, T>,
    // <solution fields>
    /// The next timer's number. Counts up, and never back.
    next: u64,
    /// All that are set: the earliest is the first. A map finds its first key quickly, and any key.
    waiting: BTreeMap<TimerKey, T>,
    // </solution>
}

impl<T> Timers<T> {
    /// No timer is set.
    pub fn new() -> Timers<T> {
        // TODO: Begin with no timer set.
        // <solution new>
        Timers { next: 0, waiting: BTreeMap::new() }
        // </solution>
    }

    /// Sets a timer: `value` comes out of [`expired`](Self::expired) when it is `at`. That may be in the past: then it is
    /// due at once.
    pub fn insert(&mut self, at: Instant, value: T) -> TimerKey {
        // TODO: Set the timer under a key that was never used.
        // <solution insert>
        let key = TimerKey(at, self.next);
        self.next += 1;
        self.waiting.insert(key, value);
        key
        // </solution>
    }

    /// Unsets a timer, and gives its value back. `None` when it has fired, or was cancelled, before.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        // TODO: Unset this timer and no other.
        // <solution cancel>
        self.waiting.remove(&key)
        // </solution>
    }

    /// When the next timer is due: the loop may sleep until then. `None` when none is set: it may sleep for ever.
    pub fn next_deadline(&self) -> Option<Instant> {
        // TODO: Find the time of the earliest timer.
        // <solution next_deadline>
        self.waiting.first_key_value().map(|(TimerKey(at, _), _)| *at)
        // </solution>
    }

    /// Takes out the values of all timers that are due at `now`, in order.
    pub fn expired(&mut self, now: Instant) -> Vec<T> {
        // TODO: Take out the first timer again and again, while it is due.
        // <solution expired>
        let mut values = Vec::new();
        while let Some(first) = self.waiting.first_entry()
            && first.key().0 <= now
        {
            values.push(first.remove());
        }
        values
        // </solution>
    }
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Timers::new()
    }
}
