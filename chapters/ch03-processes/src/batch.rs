//! A batch on processes: each child gets a slice of it, and puts a thread on each request, as chapter 2 does.

use std::env;
use std::io;
use std::process::{Command, ExitCode};
use std::time::Duration;

use lab::cli::Hidden;
use lab::fetch::{FetchError, FetchResult, Model, Target};

use crate::process_pool::ProcessPool;
use crate::{wire, worker};

/// As many children as cores, with a thread for each request.
///
/// The ledger's threads are the parent's: those of the children are theirs. The CPU time is everybody's, since the
/// batch is not over before the children were waited for.
pub const MODEL: Model = Model { name: "processes", chapter: "ch03", fetch_all };

/// The worker: what a program that fetches by this model must put among its hidden commands, since it starts itself
/// again with it.
pub const HIDDEN: Hidden = Hidden { name: "ch03-worker", run };

/// Fetches a batch with as many children as cores; each is this program, started with [`HIDDEN`].
pub fn fetch_all(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let worker = env::current_exe().map(|program| {
        let mut command = Command::new(program);
        command.arg(HIDDEN.name);
        command
    });
    match worker {
        Ok(command) => fetch_all_with(command, num_cpus::get(), targets, timeout),
        Err(error) => no_workers(targets, &error),
    }
}

/// Fetches a batch with at most so many children; results in the order of the targets. A child that dies takes its own
/// slice with it, and no other.
// ANCHOR: fetch_all_with
pub fn fetch_all_with(
    command: Command,
    children: usize,
    targets: &[Target],
    timeout: Duration,
) -> Vec<FetchResult> {
    if targets.is_empty() {
        return Vec::new();
    }
    // Slices as equal as can be, and no child without one.
    let per_child = targets.len().div_ceil(children.max(1));
    let slices = targets.chunks(per_child);
    let pool = match ProcessPool::new(command, slices.len()) {
        Ok(pool) => pool,
        Err(error) => return no_workers(targets, &error),
    };
    let answers = pool.map(slices.clone().map(|slice| wire::write_job(slice, timeout)));
    pool.close();

    let results = slices.zip(answers).flat_map(|(slice, answer)| {
        let failed = match answer.map(|bytes| wire::read_results(&bytes)) {
            Ok(Ok(results)) if results.len() == slice.len() => return results,
            Ok(_) => "the worker's answer cannot be read".to_owned(),
            Err(error) => error.to_string(),
        };
        slice.iter().map(|_| Err(FetchError::Worker(failed.clone()))).collect()
    });
    results.collect()
}
// ANCHOR_END: fetch_all_with

fn no_workers(targets: &[Target], error: &io::Error) -> Vec<FetchResult> {
    let failed = format!("cannot start worker processes: {error}");
    targets.iter().map(|_| Err(FetchError::Worker(failed.clone()))).collect()
}

/// The worker's whole program.
// ANCHOR: worker
fn run(_args: &[String]) -> ExitCode {
    let done = worker::run(|job| match wire::read_job(job) {
        Ok((targets, timeout)) => wire::write_results(&ch02_threads::fetch_all(&targets, timeout)),
        // Becomes a failure that the parent can read.
        Err(wire::Unreadable) => panic!("the job cannot be read"),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", HIDDEN.name);
            ExitCode::FAILURE
        }
    }
}
// ANCHOR_END: worker
