//! Wakers of other people, which may run any code.

use std::sync::Arc;
use std::task::{Wake, Waker};

/// What happened to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    Woken,
    Dropped,
}

struct Foreign<F: Fn(Happened) + Send + Sync>(F);

impl<F: Fn(Happened) + Send + Sync + 'static> Wake for Foreign<F> {
    fn wake(self: Arc<Self>) {
        (self.0)(Happened::Woken);
    }
}

impl<F: Fn(Happened) + Send + Sync> Drop for Foreign<F> {
    fn drop(&mut self) {
        (self.0)(Happened::Dropped);
    }
}

/// A waker that runs `react` when it is woken, and when the last clone of it is dropped. It may do there what it likes,
/// and use the very thing it waits for (invariant I5).
pub fn foreign_waker(react: impl Fn(Happened) + Send + Sync + 'static) -> Waker {
    Waker::from(Arc::new(Foreign(react)))
}
