//! Who waits for which socket.

use ch04_nonblocking_socket::Interest;
use lab::steps::{self, Direction, Event as Stepped};
use polling::Event;

use crate::counted::Counted;

/// What a socket is called in the poller's events.
pub type Key = usize;

// ANCHOR: sources
/// Who waits for which socket, in which direction. `T` is *what to continue*: here the id of a task, in chapter 7 a
/// `Waker`.
///
/// It holds no socket and no poller. A key has an entry only while somebody waits for it, so a socket that is dropped
/// leaves nothing behind.
#[derive(Debug)]
pub struct Sources<T> {
    /// The next key. Counts up and never back: a key is never used twice, so an event for a socket that is gone can
    /// never reach another (invariant I2).
    next: Key,
    /// By key: who waits. Never an entry without a waiter.
    waiting: Counted<Key, Waiters<T>>,
}

/// The waiters of one socket.
#[derive(Debug)]
struct Waiters<T> {
    /// To be continued when a read will not wait.
    readable: Option<T>,
    /// To be continued when a write will not wait.
    writable: Option<T>,
}

impl<T> Sources<T> {
    /// Nobody waits.
    pub fn new() -> Self {
        Sources { next: 0, waiting: Counted::default() }
    }

    /// A key for a new socket, never used before.
    pub fn insert(&mut self) -> Key {
        let key = self.next;
        self.next += 1; // 2^64 sockets later this would wrap; at a million a second that is in 580,000 years
        steps::note(|| Stepped::Socket(key));
        key
    }

    /// Waits. A waiter that stood there already is given back: continue it, it would never hear of anything again.
    #[must_use = "the waiter that was displaced must be continued"]
    pub fn wait(&mut self, key: Key, interest: Interest, waiter: T) -> Option<T> {
        steps::note(|| Stepped::AwaitsSocket(key, direction(interest)));
        let waiters = self.waiting.entry(key).or_insert(Waiters { readable: None, writable: None });
        waiters.of(interest).replace(waiter)
    }

    /// Waits no more; the waiter is given back.
    pub fn forget(&mut self, key: Key, interest: Interest) -> Option<T> {
        let waiters = self.waiting.get_mut(&key)?;
        let waiter = waiters.of(interest).take();
        steps::note(|| Stepped::ForgetsSocket(key, direction(interest)));
        if waiters.readable.is_none() && waiters.writable.is_none() {
            self.waiting.remove(&key);
        }
        waiter
    }

    /// What the poller must be asked for, to serve all who wait for this socket.
    pub fn interest(&self, key: Key) -> Event {
        let waiters = self.waiting.get(&key);
        let readable = waiters.is_some_and(|waiters| waiters.readable.is_some());
        let writable = waiters.is_some_and(|waiters| waiters.writable.is_some());
        Event::new(key, readable, writable)
    }

    /// An event came: its waiters are moved to `woken`. An event without a waiter is nobody's, and no harm.
    ///
    /// A oneshot event disarms the socket in *both* directions. So both waiters are continued, whatever the event
    /// says: one of them may have been called in vain, asks again, and arms again. Left asleep, it would sleep on.
    pub fn ready(&mut self, event: Event, woken: &mut Vec<T>) {
        if let Some(waiters) = self.waiting.remove(&event.key) {
            woken.extend(waiters.readable);
            woken.extend(waiters.writable);
        }
    }

    /// How many sockets are waited for.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nobody waits for any socket.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
// ANCHOR_END: sources

impl<T> Waiters<T> {
    fn of(&mut self, interest: Interest) -> &mut Option<T> {
        match interest {
            Interest::Readable => &mut self.readable,
            Interest::Writable => &mut self.writable,
        }
    }
}

fn direction(interest: Interest) -> Direction {
    match interest {
        Interest::Readable => Direction::Readable,
        Interest::Writable => Direction::Writable,
    }
}

impl<T> Default for Sources<T> {
    fn default() -> Self {
        Self::new()
    }
}
