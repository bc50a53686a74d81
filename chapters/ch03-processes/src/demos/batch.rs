//! S2: the batch of slow requests, on threads and in processes.

use ch03_processes::{HIDDEN, ProcessPool, wire};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, FetchResult, Target};
use lab::server::ServerProcess;
use lab::timeline::{Kind, LaneRecord, State, Stretch, Timeline};

use super::this_program;

pub const DEMO: Demo = Demo {
    name: "batch",
    about: "slow requests, each on a thread; and the threads in two processes",
    rows: "S2",
    flags: &[
        Flag { name: "requests", value: Value::Number(1, 1_000), about: "how many (8)" },
        Flag { name: "delay", value: Value::Number(0, 10_000), about: "how slow the server is, in ms (100)" },
    ],
    run,
};

/// How many houses.
const WORKERS: usize = 2;
/// With more lanes than this a picture says less, not more.
const DRAWN: u64 = 30;

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(8);
    let delay = args.number("delay").unwrap_or(100);
    let server = ServerProcess::start()?;
    let targets: Vec<Target> = (0..requests).map(|_| server.target(&format!("/delay/{delay}"))).collect();

    let (results, mut threads) =
        Run::measure("threads", || ch02_threads::fetch_all(&targets, DEFAULT_TIMEOUT));
    let _ = gathered(vec![results])?;
    let (slices, mut processes) = Run::measure("processes", || in_processes(&targets));
    let slices = gathered(slices?)?;
    if let Some(timeline) = &mut processes.timeline {
        draw_requests(timeline, &slices);
    }
    for run in [&mut threads, &mut processes] {
        if requests > DRAWN {
            run.timeline = None;
        }
    }
    Ok(Report {
        intro: format!("{requests} requests to a server that takes {delay} ms for each."),
        runs: vec![threads, processes],
        remarks: vec![
            "The same sleepers, in two houses. (The threads in the table are the parent's; the CPU time is everybody's.)".into(),
        ],
        next: vec!["sums".into(), "price".into(), "compare".into()],
    })
}

/// As [`ch03_processes::fetch_all_with`] does it, but slice by slice, so that we know which worker had which.
fn in_processes(targets: &[Target]) -> Result<Vec<Vec<FetchResult>>, Failure> {
    let slices = targets.chunks(targets.len().div_ceil(WORKERS));
    let pool = ProcessPool::new(this_program(HIDDEN)?, slices.len())?;
    let answers = pool.map(slices.map(|slice| wire::write_job(slice, DEFAULT_TIMEOUT)));
    pool.close();
    let read = |answer: Result<Vec<u8>, _>| {
        let answer: Vec<u8> = answer?;
        wire::read_results(&answer).map_err(|_| Failure("the worker's answer cannot be read".into()))
    };
    answers.into_iter().map(read).collect()
}

/// How long each request took, by slice; the first that failed ends the demo.
fn gathered(slices: Vec<Vec<FetchResult>>) -> Result<Vec<Vec<std::time::Duration>>, Failure> {
    let mut times = Vec::new();
    for slice in slices {
        let slice: Result<Vec<_>, _> =
            slice.into_iter().map(|result| result.map(|one| one.elapsed)).collect();
        times.push(slice?);
    }
    Ok(times)
}

/// From outside one sees only that a worker has a job. What it does with it the worker tells afterwards: how long each
/// of its requests took. So they are drawn here, the longest up to the answer; and the worker as one that waits.
fn draw_requests(timeline: &mut Timeline, slices: &[Vec<std::time::Duration>]) {
    let workers = std::mem::take(&mut timeline.lanes);
    let mut slices = slices.iter();
    let mut number = 0;
    for mut worker in workers {
        let busy = worker.stretches.iter_mut().find(|stretch| stretch.state == State::Running);
        let Some((busy, slice)) = busy.zip(slices.next()) else {
            timeline.lanes.push(worker);
            continue;
        };
        busy.state = State::Waiting;
        let longest = slice.iter().copied().max().unwrap_or_default();
        let from = busy.to.saturating_sub(longest).max(busy.from);
        timeline.lanes.push(worker);
        for elapsed in slice {
            number += 1;
            let stretch =
                Stretch { from, to: from + *elapsed, state: State::Waiting, task: None, share: None };
            let name = format!("request {number}");
            timeline.lanes.push(LaneRecord { name, kind: Kind::Task, stretches: vec![stretch] });
        }
    }
}
