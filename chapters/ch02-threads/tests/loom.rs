//! The end of a pool in every order of its steps.
//!
//! ```console
//! $ RUSTFLAGS="--cfg loom" cargo test --release -p ch02-threads --test loom
//! ```
#![cfg(loom)]
#![allow(clippy::unwrap_used, missing_docs)]

use ch02_threads::ThreadPool;
use loom::model;
use loom::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::Arc;

// A thread that never ends, and a job that is lost, would be a deadlock at the end of a model, and loom says so.

#[test]
fn what_is_queued_when_the_pool_goes_is_still_done_in_order_and_the_thread_ends() {
    model(|| {
        let pool = ThreadPool::new(1).unwrap();
        let done = Arc::new(AtomicUsize::new(0));
        let count = {
            let done = Arc::clone(&done);
            move || done.fetch_add(1, SeqCst)
        };
        let first = count.clone();
        pool.execute(move || {
            first();
        });
        let second = pool.submit(count);
        drop(pool);
        assert_eq!(second.join().unwrap(), 1, "the job before it was not done");
    });
}

#[test]
fn of_two_threads_one_does_the_job_and_both_end() {
    model(|| {
        let pool = ThreadPool::new(2).unwrap();
        let done = Arc::new(AtomicUsize::new(0));
        let job = {
            let done = Arc::clone(&done);
            pool.submit(move || done.fetch_add(1, SeqCst))
        };
        drop(pool);
        assert_eq!(job.join().unwrap(), 0);
        assert_eq!(done.load(SeqCst), 1, "it was done twice");
    });
}

#[test]
fn a_result_is_there_for_whoever_joins_when_the_pool_is_gone() {
    model(|| {
        let pool = ThreadPool::new(1).unwrap();
        let job = pool.submit(|| 7);
        drop(pool);
        assert_eq!(job.join().unwrap(), 7);
    });
}

#[test]
fn a_result_that_nobody_wants_holds_no_thread() {
    model(|| {
        let pool = ThreadPool::new(1).unwrap();
        drop(pool.submit(|| 7));
        drop(pool);
    });
}

#[test]
fn a_pool_without_a_job_ends_too() {
    model(|| drop(ThreadPool::new(2).unwrap()));
}
