//! The workers' CPU time reaches the parent's ledger. Alone in its file: the bill is the whole process's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{pool, watched};
use lab::ledger::{Ledger, thread_cpu};

#[test]
fn the_workers_cpu_time_is_billed_once_the_pool_is_closed() {
    watched(|| {
        let before = thread_cpu().unwrap();
        for _ in 0..4 {
            std::hint::black_box(lab::work::sum_of_squares(10_000_000));
        }
        let here = thread_cpu().unwrap() - before;
        let (_, ledger) = Ledger::measure("processes", || {
            let pool = pool(2);
            for answer in pool.map(vec![b"sum 10000000".to_vec(); 4]) {
                answer.unwrap();
            }
            pool.close();
        });
        // The parent itself only waits: without the workers' bill there would be next to nothing.
        assert!(ledger.cpu.unwrap() > here / 2, "{:?} of {here:?}", ledger.cpu);
    });
}
