//! A few slow requests, one after another.

use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, FetchResult, Target};
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "batch",
    about: "a few slow requests in turn, and what a hundred would take",
    rows: "S2",
    flags: &[
        Flag {
            name: "requests",
            value: Value::Number(1, 100),
            about: "How many requests; 5 by default (the source text: 100).",
        },
        Flag {
            name: "delay",
            value: Value::Number(0, 10_000),
            about: "How long the server takes for each, in ms; 300 by default (the source text: 1000).",
        },
    ],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(5);
    let delay = args.number("delay").unwrap_or(300);
    let server = ServerProcess::start()?;
    let targets: Vec<Target> = (0..requests).map(|_| server.target(&format!("/delay/{delay}"))).collect();

    let (results, mut run) =
        Run::measure("in turn", || ch01_blocking_socket::fetch_all(&targets, DEFAULT_TIMEOUT));
    run.ledger.count(&results);
    let failed: Vec<_> = results.into_iter().filter_map(FetchResult::err).collect();

    let wall = run.ledger.wall.as_secs_f64();
    let mut remarks = vec![format!("The sum of all waits: {requests} × {delay} ms.")];
    if let Some(cpu) = run.ledger.cpu {
        let share = 100.0 * cpu.as_secs_f64() / wall;
        remarks.push(format!(
            "Of {wall:.2} s the program computed {:.1} ms: {share:.1} %. The rest it did nothing at all.",
            cpu.as_secs_f64() * 1e3
        ));
    }
    remarks.push(format!(
        "At this rate, a hundred requests of one second each take {:.0} s. Chapter 2 lets them wait together.",
        // What each request costs on top of its delay comes from this run.
        100.0 * (1.0 + (wall / requests as f64 - delay as f64 / 1e3).max(0.0))
    ));
    remarks.extend(failed.iter().map(|error| format!("failed: {error}")));
    Ok(Report {
        intro: format!("{requests} requests, one after another, to a server that takes {delay} ms for each."),
        runs: vec![run],
        remarks,
        next: vec![
            "batch --requests 5 --delay 1000".to_owned(),
            "compare --sweep 1,3,10,30".to_owned(),
            "mailbox".to_owned(),
        ],
    })
}
