//! One batch, twice on one thread: asking in a loop, and being told.

use ch04_nonblocking_socket::{busy, poll};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Model, Target};
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "told",
    about: "one batch on one thread: asking every socket in a loop burns a core; being told costs nothing",
    rows: "S2 S14",
    flags: &[
        Flag { name: "requests", value: Value::Number(1, 1_000), about: "how many (8)" },
        Flag { name: "delay", value: Value::Number(0, 10_000), about: "how slow the server is, in ms (500)" },
    ],
    run,
};

/// Records one model on the batch; a fetch that failed ends the demo.
fn measure(model: Model, batch: &[Target]) -> Result<Run, Failure> {
    let (results, run) = Run::measure(model.name, || (model.fetch_all)(batch, DEFAULT_TIMEOUT));
    results.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(run)
}

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(8);
    let delay = args.number("delay").unwrap_or(500);
    let server = ServerProcess::start()?;
    let batch: Vec<Target> = (0..requests).map(|_| server.target(&format!("/delay/{delay}"))).collect();
    let asking = measure(busy::MODEL, &batch)?;
    let told = measure(poll::MODEL, &batch)?;
    Ok(Report {
        intro: format!("{requests} requests to a server that takes {delay} ms, on one thread, twice"),
        remarks: vec!["Both overlap all waits. Non-blocking is not the trick: being told is.".to_owned()],
        runs: vec![asking, told],
        next: ["wouldblock", "modes", "files", "fetch --requests 1000 --delay 1000", "compare"]
            .map(str::to_owned)
            .into(),
    })
}
