//! One batch of requests on the runtime as it is after each step.

use ch09_fast_path::steps::STEPS;
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::ledger::Ledger;
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "steps",
    about: "one batch of requests on the runtime as it is after each step",
    rows: "",
    flags: &[
        Flag { name: "requests", value: Value::Number(1, 10_000), about: "how many at once (200)" },
        Flag {
            name: "delay",
            value: Value::Number(0, 10_000),
            about: "how long the server takes, in ms (100)",
        },
    ],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(200);
    let delay = args.number("delay").unwrap_or(100);
    let server = ServerProcess::start()?;
    lab::net::raise_fd_limit();
    let targets = vec![server.target(&format!("/delay/{delay}")); usize::try_from(requests)?];
    let mut ledgers = Vec::new();
    for (number, step) in STEPS.iter().enumerate() {
        let (results, mut ledger) =
            Ledger::measure(format!("step {number}"), || (step.fetch_all)(&targets, DEFAULT_TIMEOUT));
        ledger.count(&results);
        ledgers.push(ledger);
    }
    let words = STEPS.iter().enumerate().map(|(number, step)| format!("  {number}  {}", step.about));
    let words: Vec<String> = words.collect();
    Ok(Report {
        intro: format!(
            "{requests} requests of {delay} ms each, on the runtime after each step:\n\n{}\n\n{}",
            words.join("\n"),
            Ledger::table(&ledgers),
        ),
        remarks: vec!["A batch of fetches waits nearly all the time: its steps look alike. They differ where there is no time \
             to wait: see `serve --step`."
            .to_owned()],
        next: ["serve --step 0", "fetch --requests 1000 --delay 1000"].map(str::to_owned).into(),
        ..Report::default()
    })
}
