//! Worker processes, awaited: given up at any await they are not lost, and dropped they do not live on.
#![cfg(target_os = "linux")] // where the system tells of a process's children
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use ch08_runtime::process::Workers;
use ch08_runtime::{Handle, block_on, sleep, spawn, tasks, yield_now};
use futures_lite::future::poll_once;
use lab::probe::{CountingWaker, open_fds, within};

/// These tests count the children of the whole process, so they are one after another.
static ALONE: Mutex<()> = Mutex::new(());

/// Longer than anybody waits.
const NEVER_DONE: &str = "1000000000000000000";

fn run<T: Send + 'static>(what: &str, f: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let diagnosis = || format!("there are {} workers", children());
    within(Duration::from_secs(60), what, diagnosis, move || block_on(async { f().await }))
}

/// This chapter's program as a worker: it answers a number with a sum of squares.
fn workers(number: usize) -> Workers {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ch08-runtime"));
    command.arg("ch08-sums");
    Workers::new(command, number).unwrap()
}

/// How many children this process has, zombies too.
fn children() -> usize {
    let me = std::process::id().to_string();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let stats = processes.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    // "pid (name) state parent …", and a name may hold anything.
    stats.filter(|stat| stat.rsplit(')').next().unwrap().split(' ').nth(2) == Some(&me)).count()
}

#[test]
fn a_job_given_up_at_any_await_takes_no_worker_with_it() {
    run("jobs, given up", async || {
        let before = (children(), open_fds());
        let workers = workers(1);
        for polls in 1.. {
            let (waker, first) = (CountingWaker::new(), workers.clone());
            // One is at the worker, the other waits for its turn, then for its answer.
            let first = spawn(async move { first.run("2").await });
            yield_now().await;
            let mut second = Box::pin(workers.run("3"));
            let (mut answer, mut seen) = (None, None);
            while waker.polls() < polls && answer.is_none() {
                if seen == Some(waker.wakes()) {
                    yield_now().await;
                    continue;
                }
                seen = Some(waker.wakes());
                if let Poll::Ready(done) = waker.poll(second.as_mut()) {
                    answer = Some(done);
                }
            }
            drop(second);
            assert_eq!(first.await.unwrap().unwrap(), b"1");
            // The worker is free again for whoever comes next.
            assert_eq!(workers.run("3").await.unwrap(), b"5");
            while waker.clones_alive() > 0 {
                sleep(Duration::from_millis(1)).await;
            }
            if let Some(answer) = answer {
                assert_eq!(answer.unwrap(), b"5");
                break;
            }
        }
        drop(workers);
        while (children(), open_fds()) != before {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!((Handle::current().reactor().timers(), tasks().await.len()), (0, 0));
    });
}

#[test]
fn workers_that_are_dropped_while_one_is_stuck_are_killed_and_reaped() {
    run("a worker that is stuck", async || {
        let before = children();
        let workers = workers(2);
        let mut stuck = Box::pin(workers.run(NEVER_DONE));
        assert!(poll_once(&mut stuck).await.is_none());
        assert_eq!(workers.run("3").await.unwrap(), b"5", "the other one works");
        assert_eq!(children(), before + 2);
        drop(stuck);
        drop(workers);
        assert_eq!(children(), before);
    });
}
