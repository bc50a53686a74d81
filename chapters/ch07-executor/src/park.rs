//! Where the executor's thread waits when no task is ready.

use std::task::Waker;
use std::time::Duration;

use ch06_waker::Parker;

// ANCHOR: park
/// Where the executor's thread waits when no task is ready. Chapter 6's [`Parker`] knows only "until somebody calls"; the
/// [`Clock`](crate::Clock) knows timers too, and the [`Reactor`](crate::Reactor) sockets and timers.
pub trait Park {
    /// Waits until the [`waker`](Self::waker) is woken, something else has happened, or `patience` is over. Whoever waits
    /// for what has happened is moved to `woken`: the caller wakes them. With a patience of zero it only looks. May return
    /// early.
    fn park(&mut self, patience: Option<Duration>, woken: &mut Vec<Waker>);

    /// Ends the wait, from any thread; one that comes before the wait ends it too.
    fn waker(&self) -> Waker;
}

impl Park for Parker {
    fn park(&mut self, patience: Option<Duration>, _: &mut Vec<Waker>) {
        Parker::park(self, patience);
    }

    fn waker(&self) -> Waker {
        Parker::waker(self)
    }
}
// ANCHOR_END: park
