//! The same batch in turn, on a pool, and on a thread for each request.

use std::thread;
use std::time::{Duration, Instant};

use ch01_blocking_socket as ch01;
use ch02_threads::{ThreadPool, fetch_all, fetch_all_pool};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, FetchResult, Target};
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "batch",
    about: "slow requests in turn, on a pool, and each on a thread of its own",
    rows: "S2 S5",
    flags: &[
        Flag {
            name: "requests",
            value: Value::Number(1, 1_000),
            about: "How many requests; 8 by default (the source text: 100).",
        },
        Flag {
            name: "delay",
            value: Value::Number(0, 10_000),
            about: "How long the server takes for each, in ms; 100 by default (the source text: 1000).",
        },
    ],
    run,
};

/// With more lanes than this a picture says less, not more.
const DRAWN: u64 = 30;

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(8);
    let delay = args.number("delay").unwrap_or(100);
    let pool = ThreadPool::size_for_blocking_work();
    let server = ServerProcess::start()?;
    let targets: Vec<Target> = (0..requests).map(|_| server.target(&format!("/delay/{delay}"))).collect();

    let mut remarks = Vec::new();
    let mut measure = |name: &str, fetch_all: &dyn Fn() -> Vec<FetchResult>| {
        // A pool's threads end a moment after the pool: without this wait the next run would be charged for them.
        let deadline = Instant::now() + Duration::from_secs(1);
        while lab::thread::alive() > 1 && Instant::now() < deadline {
            thread::yield_now();
        }
        let (results, mut run) = Run::measure(name, fetch_all);
        run.ledger.count(&results);
        if requests > DRAWN {
            run.timeline = None;
        }
        if let Some(error) = results.into_iter().find_map(FetchResult::err) {
            remarks.push(format!("{name}: a request failed: {error}"));
        }
        run
    };
    let runs = vec![
        measure("in turn", &|| ch01::fetch_all(&targets, DEFAULT_TIMEOUT)),
        measure("pool", &|| fetch_all_pool(pool, &targets, DEFAULT_TIMEOUT)),
        measure("threads", &|| fetch_all(&targets, DEFAULT_TIMEOUT)),
    ];
    let faster = runs[0].ledger.wall.as_secs_f64() / runs[2].ledger.wall.as_secs_f64();
    remarks.push(format!(
        "A thread for each request is {faster:.1} times as fast as one after another: the waits overlap."
    ));
    remarks
        .push(format!("The pool has {pool} threads: {pool} requests wait at once, the others are queued."));
    Ok(Report {
        intro: format!("{requests} requests to a server that takes {delay} ms for each."),
        runs,
        remarks,
        next: vec![
            "batch --requests 100 --delay 1000".to_owned(),
            "hello".to_owned(),
            "fib".to_owned(),
            "compare --sweep 1,10,100".to_owned(),
        ],
    })
}
