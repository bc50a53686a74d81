//! The pool: n jobs at once and no more, panics survived and reported, a drop that does not wait.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};

use ch02_threads::{JobHandle, ThreadPool};
use common::within;
use crossbeam_channel::{bounded, unbounded};

#[test]
fn a_job_gives_its_result_to_whoever_asked() {
    within(|| {
        let pool = ThreadPool::new(2).unwrap();
        let jobs: Vec<JobHandle<usize>> = (0..100).map(|n| pool.submit(move || n * n)).collect();
        let squares: Vec<usize> = jobs.into_iter().map(|job| job.join().unwrap()).collect();
        assert_eq!(squares, (0..100).map(|n| n * n).collect::<Vec<_>>());
    });
}

#[test]
fn as_many_jobs_run_at_once_as_there_are_threads() {
    within(|| {
        let pool = ThreadPool::new(5).unwrap();
        // Nobody passes the barrier unless all five are there at once.
        let barrier = Arc::new(Barrier::new(5));
        let jobs: Vec<_> = (0..5)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                pool.submit(move || barrier.wait().is_leader())
            })
            .collect();
        let leaders = jobs.into_iter().filter_map(|job| job.join().unwrap().then_some(())).count();
        assert_eq!(leaders, 1);
    });
}

#[test]
fn never_more_jobs_run_at_once_than_there_are_threads() {
    within(|| {
        let pool = ThreadPool::new(3).unwrap();
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs: Vec<_> = (0..300)
            .map(|_| {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                pool.submit(move || {
                    most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                    std::thread::yield_now();
                    running.fetch_sub(1, SeqCst);
                })
            })
            .collect();
        jobs.into_iter().for_each(|job| job.join().unwrap());
        assert!((1..=3).contains(&most.load(SeqCst)), "{most:?}");
    });
}

#[test]
fn one_thread_takes_jobs_in_the_order_they_came() {
    within(|| {
        let pool = ThreadPool::new(1).unwrap();
        let (done, order) = unbounded();
        for n in 0..100 {
            let done = done.clone();
            pool.execute(move || done.send(n).unwrap());
        }
        drop(done);
        assert_eq!(order.iter().collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
    });
}

#[test]
fn a_thread_survives_a_job_that_panics() {
    within(|| {
        let pool = ThreadPool::new(1).unwrap();
        pool.execute(|| panic!("a panic on purpose"));
        let _ = pool.submit(|| panic!("another one, and nobody asks"));
        assert_eq!(pool.submit(|| 7).join().unwrap(), 7);
    });
}

#[test]
fn a_panic_reaches_whoever_joins() {
    within(|| {
        let pool = ThreadPool::new(1).unwrap();
        let panic = pool.submit(|| -> u8 { panic!("a panic on purpose") }).join().unwrap_err();
        assert_eq!(ch02_threads::thread_pool::panic_message(&*panic), "a panic on purpose");
    });
}

#[test]
fn dropping_the_pool_does_not_wait_and_what_is_queued_is_still_done() {
    within(|| {
        let pool = ThreadPool::new(1).unwrap();
        let (open, gate) = bounded::<()>(0);
        let stuck = pool.submit(move || gate.recv().is_err());
        let queued = pool.submit(|| "done");
        drop(pool); // a drop that waited would never come back: the gate is still shut
        drop(open);
        assert!(stuck.join().unwrap());
        assert_eq!(queued.join().unwrap(), "done");
    });
}

#[test]
fn a_pool_of_no_threads_is_refused() {
    assert_eq!(ThreadPool::new(0).unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn blocking_work_gets_more_threads_than_cores_but_not_many() {
    let threads = ThreadPool::size_for_blocking_work();
    assert!((5..=32).contains(&threads), "{threads}");
}
