//! Two computations: in turn, on two threads, and on two threads that share the global lock.

use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;

use lab::timeline::{self, State};
use lab::work::fib_with_checkpoints;

use crate::global_lock::GlobalLock;

/// How many calls of `fib` lie between two looks at the lock: some 10 µs. CPython looks at every backward jump and call.
const CHECK_EVERY: u64 = 10_000;

/// Computes them one after the other on this thread.
pub fn in_turn(numbers: &[u32]) -> Vec<u64> {
    numbers.iter().map(|&n| fib_with_checkpoints(n, CHECK_EVERY, &mut || {})).collect()
}

/// Computes each on a thread of its own.
///
/// # Errors
/// The system has no thread to give.
pub fn on_threads(numbers: &[u32]) -> io::Result<Vec<u64>> {
    one_thread_each(numbers, |n| fib_with_checkpoints(n, CHECK_EVERY, &mut || {}))
}

/// Computes each on a thread of its own, and only one of them at any instant: the holder of the lock.
///
/// # Errors
/// As [`on_threads`].
// ANCHOR: under_the_lock
pub fn under_the_lock(lock: &Arc<GlobalLock>, numbers: &[u32]) -> io::Result<Vec<u64>> {
    let lock = Arc::clone(lock);
    one_thread_each(numbers, move |n| {
        lock.run(|gil| fib_with_checkpoints(n, CHECK_EVERY, &mut || gil.offer()))
    })
}
// ANCHOR_END: under_the_lock

fn one_thread_each(
    numbers: &[u32],
    compute: impl Fn(u32) -> u64 + Clone + Send + 'static,
) -> io::Result<Vec<u64>> {
    let mut threads = Vec::with_capacity(numbers.len());
    for &n in numbers {
        let compute = compute.clone();
        threads.push(lab::thread::spawn(format!("fib {n}"), move || {
            timeline::rest(State::Running);
            let result = compute(n);
            timeline::rest(State::Gone);
            result
        })?);
    }
    timeline::rest(State::Waiting);
    let results = threads
        .into_iter()
        .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
        .collect();
    timeline::rest(State::Running);
    Ok(results)
}
