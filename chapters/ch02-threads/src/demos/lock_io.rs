//! Two status codes, two threads, one lock: held while waiting, and released around the wait.

use std::sync::Arc;

use ch01_blocking_socket as ch01;
use ch02_threads::GlobalLock;
use ch02_threads::join::join_all;
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, FetchResult, Target};
use lab::server::ServerProcess;
use lab::timeline::{self, Kind, Lane, State};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "lock-io",
    about: "two status codes in turn and on two threads; under the lock, held and released around the wait",
    rows: "S11 S12",
    flags: &[Flag {
        name: "delay",
        value: Value::Number(0, 10_000),
        about: "How long the server takes, in ms; 115 by default (as in the source text).",
    }],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let delay = args.number("delay").unwrap_or(115);
    let server = ServerProcess::start()?;
    let target = server.target(&format!("/delay/{delay}"));
    let lock = Arc::new(GlobalLock::new());

    let targets = [target.clone(), target.clone()];
    let (results, turn) = Run::measure("in turn", || ch01::fetch_all(&targets, DEFAULT_TIMEOUT));
    let mut codes = vec![line("in turn", &results)];
    let mut runs = vec![turn];
    let mut measure = |name: &str, fetch: Fetch| -> Result<(), Failure> {
        let (results, run) = Run::measure(name, || two_threads(&lock, &target, fetch));
        codes.push(line(name, &results?));
        runs.push(run);
        Ok(())
    };
    measure("two threads", |_, lane, target| fetch(lane, target))?;
    measure("lock held", held)?;
    measure("lock released", released)?;

    let wall: Vec<f64> = runs.iter().map(|run| run.ledger.wall.as_secs_f64()).collect();
    Ok(Report {
        intro: codes.join("\n"),
        remarks: vec![
            format!(
                "Two threads are {:.1} times as fast as in turn. Under a lock that is held while waiting, {:.1} times;\n\
                 released around the wait, {:.1} times.",
                wall[0] / wall[1],
                wall[0] / wall[2],
                wall[0] / wall[3]
            ),
            "A wait needs no lock, because it touches nothing of the program. To compute does: see `fib`."
                .to_owned(),
        ],
        runs,
        next: vec!["fib".to_owned(), "lock-io --delay 1000".to_owned()],
    })
}

/// How each of the two threads fetches.
type Fetch = fn(&GlobalLock, Lane, &Target) -> FetchResult;

fn fetch(lane: Lane, target: &Target) -> FetchResult {
    ch01::fetch_on(lane, target, DEFAULT_TIMEOUT)
}

// ANCHOR: lock_io
/// Waits with the lock in its hand: the other thread cannot even begin.
fn held(lock: &GlobalLock, lane: Lane, target: &Target) -> FetchResult {
    lock.run(|_| fetch(lane, target))
}

/// Lets go of the lock for as long as it waits: what Python does around every call that may block.
fn released(lock: &GlobalLock, lane: Lane, target: &Target) -> FetchResult {
    lock.run(|gil| gil.release_around(|| fetch(lane, target)))
}
// ANCHOR_END: lock_io

fn two_threads(lock: &Arc<GlobalLock>, target: &Target, fetch: Fetch) -> Result<Vec<FetchResult>, Failure> {
    let mut threads = Vec::new();
    for k in 1..=2 {
        let (lock, target) = (Arc::clone(lock), target.clone());
        let lane = timeline::lane(Kind::Task, || format!("request {k}"));
        timeline::mark(lane, State::Ready);
        threads.push(lab::thread::spawn(format!("thread {k}"), move || {
            let result = fetch(&lock, lane, &target);
            timeline::mark(lane, State::Gone);
            timeline::rest(State::Gone);
            result
        })?);
    }
    Ok(join_all(threads))
}

fn line(name: &str, results: &[FetchResult]) -> String {
    let codes: Vec<String> = results
        .iter()
        .map(|result| match result {
            Ok(fetched) => fetched.response.status.to_string(),
            Err(error) => error.to_string(),
        })
        .collect();
    format!("{name:<14} {}", codes.join(" "))
}
