//! Two computations: in turn, on two threads, and on two threads that share the global lock.

use std::io;
use std::sync::Arc;

use ch01_blocking_socket::drawn;
use lab::timeline::{self, Kind, State};
use lab::work::fib_with_checkpoints;

use crate::global_lock::GlobalLock;
use crate::join::join_all;

/// How many calls of `fib` lie between two looks at the lock: some 10 µs. CPython looks at every backward jump and call.
const CHECK_EVERY: u64 = 10_000;

/// Computes them one after the other on this thread.
pub fn in_turn(numbers: &[u32]) -> Vec<u64> {
    let compute = |&n: &u32| {
        let lane = timeline::lane(Kind::Task, || format!("fib {n}"));
        drawn(lane, || fib_with_checkpoints(n, CHECK_EVERY, &mut || {}))
    };
    numbers.iter().map(compute).collect()
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
    Ok(join_all(threads))
}
