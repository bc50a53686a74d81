//! A waker that counts.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};

/// Hands out a [`Waker`] and counts what is done with it, and how often a future was polled with it.
///
/// Built on [`Wake`], which shows wakes but keeps clones and drops to itself. So those are not counted one by one; how
/// many wakers are alive *now* is known all the same, and that is what finds a leak.
#[derive(Debug)]
pub struct CountingWaker {
    /// The counts, shared with the wakers.
    counts: Arc<Counts>,
    /// The waker that is handed out.
    waker: Waker,
    /// What all wakers are handles of: its strong count is their number.
    alive: Weak<Handle>,
}

/// Only ever grow.
#[derive(Debug, Default)]
struct Counts {
    polls: AtomicU64,
    by_value: AtomicU64,
    by_ref: AtomicU64,
}

/// What the wakers point to.
#[derive(Debug)]
struct Handle(Arc<Counts>);

impl Wake for Handle {
    fn wake(self: Arc<Self>) {
        self.0.by_value.fetch_add(1, SeqCst);
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.0.by_ref.fetch_add(1, SeqCst);
    }
}

impl CountingWaker {
    /// All counts at zero.
    pub fn new() -> CountingWaker {
        let counts = Arc::new(Counts::default());
        let handle = Arc::new(Handle(Arc::clone(&counts)));
        let alive = Arc::downgrade(&handle);
        CountingWaker { counts, waker: Waker::from(handle), alive }
    }

    /// The waker.
    pub fn waker(&self) -> &Waker {
        &self.waker
    }

    /// Polls a future once with the waker, and counts it.
    pub fn poll<F: Future + ?Sized>(&self, future: Pin<&mut F>) -> Poll<F::Output> {
        self.counts.polls.fetch_add(1, SeqCst);
        future.poll(&mut Context::from_waker(&self.waker))
    }

    /// How many times [`poll`](Self::poll) was called.
    pub fn polls(&self) -> u64 {
        self.counts.polls.load(SeqCst)
    }

    /// How many times a waker was woken, by value or by reference.
    pub fn wakes(&self) -> u64 {
        self.woken_by_value() + self.woken_by_ref()
    }

    /// How many times a waker was used up by its wake.
    pub fn woken_by_value(&self) -> u64 {
        self.counts.by_value.load(SeqCst)
    }

    /// How many times a waker was woken and kept.
    pub fn woken_by_ref(&self) -> u64 {
        self.counts.by_ref.load(SeqCst)
    }

    /// How many clones are alive now, beside the waker kept here.
    pub fn clones_alive(&self) -> usize {
        self.alive.strong_count() - 1
    }
}

impl Default for CountingWaker {
    fn default() -> Self {
        CountingWaker::new()
    }
}
