//! A batch on threads: each request blocks its own thread, so all of them wait at once.

use std::io;
use std::thread;
use std::time::Duration;

use ch01_blocking_socket::batch::request_lanes;
use ch01_blocking_socket::{drawn, fetch_on};
use lab::fetch::{FetchError, FetchResult, Model, Target};
use lab::timeline::{self, State};

use crate::thread_pool::{ThreadPool, panic_message};

/// A thread for each request.
pub const MODEL: Model = Model { name: "threads", chapter: "ch02", fetch_all };

/// A pool of as many threads as blocking work gets.
pub const POOL_MODEL: Model = Model {
    name: "thread pool",
    chapter: "ch02",
    fetch_all: |targets, timeout| fetch_all_pool(ThreadPool::size_for_blocking_work(), targets, timeout),
};

/// Fetches each target on a thread of its own; results in the order of the targets.
///
/// A request for which the system has no thread left is refused, with an error that says so; the others complete.
// ANCHOR: fetch_all
pub fn fetch_all(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let mut threads = Vec::with_capacity(targets.len());
    for (k, (target, lane)) in targets.iter().cloned().zip(request_lanes(targets.len())).enumerate() {
        threads.push(lab::thread::spawn(format!("thread {}", k + 1), move || {
            let result = drawn(lane, || fetch_on(lane, &target, timeout));
            timeline::rest(State::Gone);
            result
        }));
    }
    // While this thread waits for the first, the others go on: the order of joining costs nothing.
    timeline::rest(State::Waiting);
    let results = threads.into_iter().map(|thread| match thread {
        Ok(thread) => flatten(thread.join()),
        Err(error) => Err(no_thread(&error)),
    });
    let results = results.collect();
    timeline::rest(State::Running);
    results
}
// ANCHOR_END: fetch_all

/// Fetches the targets on `threads` threads, so that never more than `threads` requests are under way; results in the
/// order of the targets.
// ANCHOR: fetch_all_pool
pub fn fetch_all_pool(threads: usize, targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let pool = match ThreadPool::new(threads) {
        Ok(pool) => pool,
        Err(error) => return targets.iter().map(|_| Err(no_thread(&error))).collect(),
    };
    let mut jobs = Vec::with_capacity(targets.len());
    for (target, lane) in targets.iter().cloned().zip(request_lanes(targets.len())) {
        jobs.push(pool.submit(move || drawn(lane, || fetch_on(lane, &target, timeout))));
    }
    timeline::rest(State::Waiting);
    let results = jobs.into_iter().map(|job| flatten(job.join())).collect();
    timeline::rest(State::Running);
    results
}
// ANCHOR_END: fetch_all_pool

/// A panic in one request is that request's failure, and no one else's.
fn flatten(joined: thread::Result<FetchResult>) -> FetchResult {
    joined.unwrap_or_else(|panic| {
        Err(FetchError::Worker(format!("the thread of this request panicked: {}", panic_message(&*panic))))
    })
}

fn no_thread(error: &io::Error) -> FetchError {
    FetchError::Worker(format!("cannot start a thread for this request: {error}"))
}
