//! # A pool that keeps the order
//!
//! - minutes: 20
//! - idea: n threads are n waits at once; whoever is free takes the next job, and a number on each brings order back
//! - page: chapters/ch02-threads/README.md#a-pool
//!
//! Do all the jobs on `threads` threads, and give back their results in the order of the jobs, whichever ends first.
//! - Never more than `threads` jobs at once (take 0 for 1), and never fewer while there are jobs left: whoever is free takes the
//!   next, so that one slow job holds up no other.
//! - A job that panics takes no thread with it. Its result is an `Err` with the panic inside, as
//!   [`JoinHandle::join`](thread::JoinHandle::join) gives it; [`catch_unwind`] stops a panic.
//!
//! Useful: [`thread::scope`], whose threads may borrow, and which waits for them at its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Something to be done.
pub type Job<T> = Box<dyn FnOnce() -> T + Send>;

/// Does the jobs on so many threads. Results in the order of the jobs.
///
/// # Panics
/// When the system has no thread to give. (A real pool would make do with those it got.)
pub fn run_in_order<T: Send + 'static>(threads: usize, jobs: Vec<Job<T>>) -> Vec<thread::Result<T>> {
    // TODO: Start the threads, let each take the next job until none is left, and put the results in order.
    todo!("Start the threads, let each take the next job until none is left, and put the results in order")
}
