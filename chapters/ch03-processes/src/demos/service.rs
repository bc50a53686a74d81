//! S23: should a service that many people call use processes or threads? It depends on what a request does.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use ch02_threads::ThreadPool;
use ch03_processes::ProcessPool;
use lab::cli::{Args, Demo, Failure, Hidden, Report};
use lab::say;

use super::{errands, this_program};

pub const DEMO: Demo = Demo {
    name: "service",
    about: "a service for many callers, on threads and in processes: what waits, what computes, what crashes",
    rows: "S23",
    flags: &[],
    run,
};

/// So many callers at once; on threads each has one.
const CALLERS: usize = 20;
/// So many processes.
const WORKERS: usize = 2;

/// The service on threads, in a process of its own: it is to crash.
pub const HIDDEN: Hidden = Hidden { name: "ch03-house", run: house };

/// What the callers want. The last kind is the first of all callers' alone.
const WAIT: &str = "wait 50";
const COMPUTE: &str = "sum 10000000";
const CRASH: &str = "abort";

/// How one service did.
struct Outcome {
    wall: Duration,
    answered: usize,
}

// ANCHOR: house
/// All callers, each on a thread; a word for each that is answered.
fn house(requests: &[String]) -> ExitCode {
    let Ok(pool) = ThreadPool::new(CALLERS) else { return ExitCode::FAILURE };
    let jobs: Vec<_> = requests
        .iter()
        .cloned()
        .map(|request| pool.submit(move || drop(errands::errand(request.as_bytes()))))
        .collect();
    for job in jobs {
        if job.join().is_ok() {
            say!("answered");
        }
    }
    ExitCode::SUCCESS
}

fn on_threads(requests: &[&str]) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mut house: Command = this_program(HIDDEN)?;
    let mut child = house.args(requests).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let answers = child.stdout.take().map_or(0, |pipe| BufReader::new(pipe).lines().count());
    // However it ended: what it answered is counted.
    child.wait()?;
    Ok(Outcome { wall: start.elapsed(), answered: answers })
}

fn in_processes(requests: &[&str]) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let pool = ProcessPool::new(this_program(errands::HIDDEN)?, WORKERS)?;
    let answers = pool.map(requests.iter().map(|request| request.as_bytes().to_vec()));
    pool.close();
    Ok(Outcome { wall: start.elapsed(), answered: answers.iter().filter(|answer| answer.is_ok()).count() })
}
// ANCHOR_END: house

fn run(_args: &Args) -> Result<Report, Failure> {
    say!("{CALLERS} callers at once.");
    say!("");
    say!("{:<32}{:<24}{WORKERS} processes, a job each", "a request", format!("{CALLERS} threads"));
    let mut crash = [WAIT; CALLERS];
    crash[0] = CRASH;
    for (what, requests) in [
        ("waits 50 ms", [WAIT; CALLERS]),
        ("computes", [COMPUTE; CALLERS]),
        ("waits, and one crashes", crash),
    ] {
        let shown =
            |outcome: Outcome| format!("{} answered, {} ms", outcome.answered, outcome.wall.as_millis());
        let (threads, processes) = (shown(on_threads(&requests)?), shown(in_processes(&requests)?));
        say!("{what:<32}{threads:<24}{processes}");
    }
    Ok(Report {
        remarks: vec![
            "What waits wants many sleepers, and threads are the cheaper ones. What computes wants cores, either way.".into(),
            "What may crash wants a house of its own: with it go only those who are in there.".into(),
        ],
        next: vec!["hello".into(), "price".into(), "serve".into()],
        ..Report::default()
    })
}
