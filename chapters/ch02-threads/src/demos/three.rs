//! Three tasks, each computing, waiting, computing: in turn, and each on a thread of its own.

use std::time::Duration;

use ch02_threads::three::{Plan, in_turn, on_threads};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "three",
    about: "three tasks that compute, wait and compute, each on a thread of its own",
    rows: "S4 S17",
    flags: &[
        Flag { name: "tasks", value: Value::Number(1, 24), about: "How many tasks; 3 by default." },
        Flag {
            name: "work",
            value: Value::Number(0, 10_000),
            about: "CPU time of each, in ms; 250 by default.",
        },
        Flag {
            name: "delay",
            value: Value::Number(0, 60_000),
            about: "How slow the server is, in ms; 400 by default.",
        },
    ],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let tasks = args.number("tasks").unwrap_or(3);
    let work = Duration::from_millis(args.number("work").unwrap_or(250));
    let delay = args.number("delay").unwrap_or(400);
    let server = ServerProcess::start()?;
    let plan = Plan {
        prepare: work * 2 / 5,
        target: server.target(&format!("/delay/{delay}")),
        finish: work * 3 / 5,
    };
    let plans = vec![plan.clone(); usize::try_from(tasks)?];

    let (in_turn, turn) = Run::measure("in turn", || in_turn(&plans));
    let (on_threads, threads) = Run::measure("threads", || on_threads(&plans));
    for result in in_turn.into_iter().chain(on_threads?) {
        result?;
    }
    let seconds = |time: Duration| format!("{} s", time.as_secs_f64());
    Ok(Report {
        intro: format!(
            "{tasks} tasks, each: prepare {} (CPU) · wait for a slow server {} · finish {} (CPU)",
            seconds(plan.prepare),
            seconds(Duration::from_millis(delay)),
            seconds(plan.finish),
        ),
        runs: vec![turn, threads],
        remarks: vec![
            "The waits overlap, however many. Computing overlaps too, as far as there are cores for it."
                .to_owned(),
        ],
        next: ["three --tasks 6", "three --work 0 --delay 2000", "three --work 800", "three --svg three.svg"]
            .map(str::to_owned)
            .into(),
    })
}
