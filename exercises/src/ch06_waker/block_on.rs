//! # A `block_on` that loses no wake
//!
//! - minutes: 15
//! - idea: a wake may come before the sleep, during it or after it; what counts is a flag, `unpark` only ends the sleep
//! - page: chapters/ch06-waker/README.md#the-smallest-executor
//!
//! The smallest executor: one future, one thread, which sleeps while the future waits. Three pieces: the wake, the sleep,
//! and the loop around them.
//!
//! The page has it, in pieces of other names; try first without looking.
//!
//! [`thread::park`] puts this thread to sleep until somebody calls [`Thread::unpark`] on it. An `unpark` that comes first
//! is kept as a token, and the next `park` takes it. But a thread has *one* token, and anybody may give or take it: also
//! the future, in the middle of its poll. And while nobody wakes, this thread does nothing at all: it does not look now and
//! then (no `park_timeout`), and it does not poll.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// What the sleeper and those who wake it share.
#[derive(Debug)]
pub struct Bell {
    /// Whether there was a wake since the last sleep.
    rung: AtomicBool,
    /// Whom to unpark.
    thread: Thread,
}

impl Bell {
    /// A bell that wakes the thread that calls this.
    pub fn of_this_thread() -> Arc<Bell> {
        Arc::new(Bell { rung: AtomicBool::new(false), thread: thread::current() })
    }

    /// Sleeps until a wake, however long, and whoever unparks the thread meanwhile. Returns at once if there was one since the last sleep.
    pub fn sleep(&self) {
        // TODO: Sleep until the bell is rung. The next sleep must need another ring.
        todo!("Sleep until the bell is rung")
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    /// Ends the sleep, whenever it is called, and on whichever thread.
    fn wake_by_ref(self: &Arc<Self>) {
        // TODO: Ring the bell. In which order?
        todo!("Ring the bell")
    }
}

/// Runs a future to its end on this thread, which sleeps while the future waits.
pub fn block_on<F: Future>(future: F) -> F::Output {
    // TODO: Poll the future until it is ready. What does the thread do in between?
    todo!("Poll the future until it is ready")
}
