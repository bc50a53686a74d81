//! Three tasks, each computing, waiting, computing: in turn, and each on a thread of its own.

use ch02_threads::three::{FLAGS, asked_for, in_turn, on_threads};
use lab::cli::{Args, Demo, Failure, Report, Run};
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "three",
    about: "three tasks that compute, wait and compute, each on a thread of its own",
    rows: "S4 S17",
    flags: FLAGS,
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let server = ServerProcess::start()?;
    let (plans, intro) = asked_for(args, &server)?;

    let (in_turn, turn) = Run::measure("in turn", || in_turn(&plans));
    let (on_threads, threads) = Run::measure("threads", || on_threads(&plans));
    for result in in_turn.into_iter().chain(on_threads?) {
        result?;
    }
    Ok(Report {
        intro,
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
