//! What the tests of `sync` share.
#![allow(dead_code)]

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// How long a test may hang before it is called hung. No measure of anything.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What happened to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    Woken,
    Dropped,
}

/// What a waker does with what happens to it.
type Reaction = Box<dyn Fn(Happened) + Send + Sync>;

/// Foreign code in a waker: it runs when the waker is woken, and when the last clone of it is dropped.
struct Foreign(Reaction);

impl Wake for Foreign {
    fn wake(self: Arc<Self>) {
        (self.0)(Happened::Woken);
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        (self.0)(Happened::Dropped);
    }
}

/// A waker that runs `react` when it is woken and when its last clone is dropped. Invariant I5 is that it may do there
/// what it likes, and use the very thing that it waits for.
pub fn foreign_waker(react: impl Fn(Happened) + Send + Sync + 'static) -> Waker {
    Waker::from(Arc::new(Foreign(Box::new(react))))
}

/// Polls once with a waker.
pub fn poll_with<F: Future + Unpin + ?Sized>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Runs `f`; what hangs is called by its name. A lock that a thread takes twice hangs (or panics).
pub fn without_deadlock(what: &str, f: impl FnOnce() + Send + 'static) {
    lab::probe::within(PATIENCE, what, || "it took a lock that it held already?".to_owned(), f);
}
