//! A waker that uses, when it is woken, the very thing that wakes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Wake, Waker};

struct ReEntry<F> {
    act: F,
    wakes: Arc<AtomicUsize>,
}

impl<F: Fn() + Send + Sync + 'static> Wake for ReEntry<F> {
    fn wake(self: Arc<Self>) {
        self.wakes.fetch_add(1, SeqCst);
        (self.act)();
    }
}

/// A waker that does this when it is woken; and how often it was.
pub fn waker_that(act: impl Fn() + Send + Sync + 'static) -> (Waker, Arc<AtomicUsize>) {
    let wakes = Arc::new(AtomicUsize::new(0));
    (Waker::from(Arc::new(ReEntry { act, wakes: Arc::clone(&wakes) })), wakes)
}
