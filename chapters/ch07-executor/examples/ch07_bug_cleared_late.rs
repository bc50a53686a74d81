//! Bug: `queued` is cleared after the poll, not before; a wake that comes during the poll is lost, and the task with it.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_cleared_late
//! ```
//!
//! The flag spares the queue: a thousand wakes are one note. But "already in the queue" is true only until the note is
//! taken. A wake during the poll may be for something the poll has just looked at and not found (invariant I3).
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use ch07_executor::yield_now;
use lab::say;

/// The waker of the one task.
#[derive(Default)]
struct Call {
    /// Whether the note stands in the queue.
    queued: AtomicBool,
    /// The queue.
    queue: Mutex<VecDeque<&'static str>>,
}

impl Call {
    fn queue(&self) -> MutexGuard<'_, VecDeque<&'static str>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::SeqCst) {
            self.queue().push_back("the task");
        }
    }
}

/// Runs a task that gives way three times, until nobody is in the queue. How many polls it had, and whether it is done.
fn run(clear_first: bool) -> (u32, bool) {
    let call = Arc::new(Call::default());
    let waker = Waker::from(Arc::clone(&call));
    let mut task = pin!(async {
        for _ in 0..3 {
            yield_now().await; // wakes itself, during the poll
        }
    });
    waker.wake_by_ref();
    let mut polls = 0;
    // ANCHOR: cleared_late
    loop {
        let Some(_note) = call.queue().pop_front() else { return (polls, false) };
        if clear_first {
            call.queued.store(false, Ordering::SeqCst);
        }
        polls += 1;
        if let Poll::Ready(()) = task.as_mut().poll(&mut Context::from_waker(&waker)) {
            return (polls, true);
        }
        if !clear_first {
            call.queued.store(false, Ordering::SeqCst); // too late: a wake has seen it set, and left no note
        }
    }
    // ANCHOR_END: cleared_late
}

fn main() {
    let said = |done: bool| if done { "it is done" } else { "the queue is empty, and it will wait for ever" };
    let (polls, done) = run(false);
    say!("wrong: cleared after the poll: {polls} of 4 polls, then {}", said(done));
    let (polls, done) = run(true);
    say!("right: cleared before the poll: {polls} of 4 polls, then {}", said(done));
}
