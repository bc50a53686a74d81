//! The threads of a pool end when it is gone. Alone in its file: it counts all threads of the process.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use ch02_threads::ThreadPool;
use common::{until_seen, within};

#[test]
fn the_threads_end_when_the_pool_is_dropped_and_its_jobs_are_done() {
    within(|| {
        let before = lab::thread::alive();
        let pool = ThreadPool::new(8).unwrap();
        assert_eq!(lab::thread::alive(), before + 8);
        for _ in 0..100 {
            pool.execute(|| panic!("a panic on purpose"));
        }
        let last = pool.submit(lab::thread::alive);
        assert_eq!(last.join().unwrap(), before + 8, "a panic ended a thread");
        drop(pool);
        until_seen(|| lab::thread::alive() == before);
    });
}
