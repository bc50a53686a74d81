//! S19: twenty sums of squares, in turn, on threads, on threads under one lock, in processes.

use std::io;
use std::sync::Arc;
use std::thread;

use ch02_threads::{GlobalLock, ThreadPool};
use ch03_processes::ProcessPool;
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::say;
use lab::timeline::{self, State};
use lab::work::sum_of_squares;

use super::{errands, this_program};

pub const DEMO: Demo = Demo {
    name: "sums",
    about: "20 sums of squares: in turn, 5 threads, 5 threads under one lock, processes",
    rows: "S19",
    flags: &[
        Flag {
            name: "n",
            value: Value::Number(0, 100_000_000),
            about: "the shortest sum's length (10,000,000)",
        },
        Flag {
            name: "workers",
            value: Value::Number(1, 256),
            about: "how many worker processes (the cores)",
        },
    ],
    run,
};

/// As many threads as the source text's pool has.
const THREADS: usize = 5;

fn run(args: &Args) -> Result<Report, Failure> {
    let first = args.number("n").unwrap_or(10_000_000);
    let cores = num_cpus::get();
    let workers = args.number("workers").map_or(cores, |n| n as usize);
    let numbers: Vec<u64> = (first..first + 20).collect();

    let (sums, in_turn) = Run::measure("in turn", || sums_in_turn(&numbers));
    let (free, threads) = Run::measure(&format!("{THREADS} threads"), || sums_on_threads(&numbers, None));
    settle();
    let lock = Arc::new(GlobalLock::new());
    let (under_lock, locked) = Run::measure("… under one lock", || sums_on_threads(&numbers, Some(&lock)));
    settle();
    let (posted, processes) = Run::measure("processes", || sums_in_processes(&numbers, workers));
    for others in [free?, under_lock?, posted?] {
        if others != sums {
            return Err(Failure("the sums differ from those computed in turn".into()));
        }
    }
    for sum in &sums {
        say!("{sum}");
    }

    let wall = |run: &Run| run.ledger.wall.as_secs_f64();
    let times = |run: &Run| format!("{:.2}", wall(&in_turn) / wall(run));
    let mut remarks = vec![
        format!(
            "On {cores} cores, against in turn: {THREADS} threads are {} times as fast, under one lock {}, {workers} process{} {}.",
            times(&threads),
            times(&locked),
            if workers == 1 { "" } else { "es" },
            times(&processes),
        ),
        "In Python it was 15.3 s in turn, 15.3 s on 5 threads, 3.46 s in processes: threads did not help there, because"
            .into(),
        "they compute under one lock, as in the third row here; processes did, because each has a lock of its own."
            .into(),
        "Here threads do as well as processes and need no posting: Rust has no such lock to get away from.".into(),
    ];
    if cores > 1 && wall(&in_turn) < 1.25 * wall(&threads) {
        remarks.push(
            "(Two threads should do better than that: is another program using the cores? Run it again.)"
                .into(),
        );
    }
    let next = ["sums --workers 1", "sums --n 100000", "workers", "hello", "price"].map(str::to_owned).into();
    Ok(Report {
        intro: format!("\n20 sums of the squares of 0 up to {first}, {}, … {}", first + 1, first + 19),
        runs: vec![in_turn, threads, locked, processes],
        remarks,
        next,
    })
}

fn sums_in_turn(numbers: &[u64]) -> Vec<u128> {
    timeline::rest(State::Running);
    numbers.iter().map(|&n| sum_of_squares(n)).collect()
}

/// The pool of chapter 2; with a lock, a thread computes only while it holds it.
// ANCHOR: on_threads
fn sums_on_threads(numbers: &[u64], lock: Option<&Arc<GlobalLock>>) -> io::Result<Vec<u128>> {
    let pool = ThreadPool::new(THREADS)?;
    let jobs: Vec<_> = numbers
        .iter()
        .map(|&n| {
            let lock = lock.cloned();
            pool.submit(move || match lock {
                None => sum_of_squares(n),
                // Python would offer the lock every 5 ms, in the middle of a sum. Here it changes hands between two
                // sums: that no two threads compute at one time is what costs, however often they take turns.
                Some(lock) => lock.run(|_held| sum_of_squares(n)),
            })
        })
        .collect();
    timeline::rest(State::Waiting);
    jobs.into_iter().map(|job| job.join().map_err(|_| io::Error::other("a sum panicked"))).collect()
}
// ANCHOR_END: on_threads

/// Waits until the threads of a dropped pool have ended, which they are about to: the drop itself does not wait, and the
/// next run's ledger must not count them.
fn settle() {
    while lab::thread::alive() > 1 {
        thread::yield_now();
    }
}

/// Numbers go out as text, sums come back as text.
// ANCHOR: in_processes
fn sums_in_processes(numbers: &[u64], workers: usize) -> Result<Vec<u128>, Failure> {
    let pool = ProcessPool::new(this_program(errands::HIDDEN)?, workers)?;
    let answers = pool.map(numbers.iter().map(|n| format!("sum {n}").into_bytes()));
    // Inside the measurement: the workers' CPU time is billed when they have been waited for.
    pool.close();
    answers.into_iter().map(|answer| Ok(String::from_utf8(answer?)?.parse()?)).collect()
}
// ANCHOR_END: in_processes
