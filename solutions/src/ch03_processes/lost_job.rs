//! # A dead worker's job goes to another
//!
//! - minutes: 25
//! - idea: a crash stays in its house, so its job can be done again by another; but not for ever, for the job may be the murderer
//! - page: chapters/ch03-processes/README.md#a-pool-of-houses
//! - optional: ★
//! - uses: ch03::talk
//!
//! Have jobs done by several children at once, each of them a [`Worker`] of yours (`ch03::talk`). These jobs only compute,
//! so it is harmless to do one again. (The chapter's pool cannot know that, and tells its caller instead.)
//! - So many workers work at once, as many as asked for, while there are jobs for them (take 0 for 1). A worker that lives is
//!   kept for the next job: to start one is dear.
//! - When a worker dies, a new one takes its place, and gets its job.
//! - A job of which [`TRIES`] workers have died is given up. So is one for which `start` has failed so often.
//! - The answers come in the order of the jobs, and nobody is left behind.

use std::io::Result;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::ch03_processes::talk::Worker;

/// So many workers get a job, at most.
pub const TRIES: usize = 3;

/// A job was given up: no worker survived it, or none could be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GaveUp;

/// What starts a worker.
pub type Start<'s> = &'s (dyn Fn() -> Result<Worker> + Sync);

/// Has all jobs done by so many workers. Answers in the order of the jobs.
pub fn run_all(
    workers: usize,
    jobs: &[String],
    start: Start<'_>,
) -> Vec<std::result::Result<String, GaveUp>> {
    // TODO: Give each worker a thread that takes jobs for it. Who starts the next worker when one has died?
    // <solution run_all>
    let answers = Mutex::new(vec![Err(GaveUp); jobs.len()]);
    let next = AtomicUsize::new(0);
    let feed = || {
        let mut worker = None;
        loop {
            let number = next.fetch_add(1, SeqCst);
            let Some(job) = jobs.get(number) else { break };
            let answer = have_done(job, &mut worker, start);
            answers.lock().unwrap_or_else(PoisonError::into_inner)[number] = answer;
        }
        // Dropping the worker ends it and takes it away; but it is idle, so it may end by itself.
        worker.map(Worker::close);
    };
    thread::scope(|scope| {
        for _ in 0..workers.max(1).min(jobs.len()) {
            scope.spawn(feed);
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
    // </solution>
}

/// Has one job done, by the worker that is there or by a new one. What lives afterwards is in `worker`.
fn have_done(
    job: &str,
    worker: &mut Option<Worker>,
    start: Start<'_>,
) -> std::result::Result<String, GaveUp> {
    // TODO: Ask the worker, and when it dies, ask another. How many times?
    // <solution have_done>
    for _ in 0..TRIES {
        let Ok(mut living) = worker.take().map_or_else(start, Ok) else { continue };
        if let Ok(answer) = living.ask(job) {
            *worker = Some(living);
            return Ok(answer);
        }
        // It is dead: dropped here, and the next round starts another.
    }
    Err(GaveUp)
    // </solution>
}
