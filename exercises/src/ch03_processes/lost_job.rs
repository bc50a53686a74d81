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
    todo!("Give each worker a thread that takes jobs for it")
}

/// Has one job done, by the worker that is there or by a new one. What lives afterwards is in `worker`.
fn have_done(
    job: &str,
    worker: &mut Option<Worker>,
    start: Start<'_>,
) -> std::result::Result<String, GaveUp> {
    // TODO: Ask the worker, and when it dies, ask another. How many times?
    todo!("Ask the worker, and when it dies, ask another")
}
