//! Three tasks, each computing, waiting, computing: in turn, and on one loop.

use std::time::Duration;

use ch02_threads::three::{FLAGS, Plan, asked_for, in_turn};
use ch05_event_loop::{Core, Coroutine, EventLoop, FetchCoroutine, Step};
use lab::cli::{Args, Demo, Failure, Report, Run};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::server::ServerProcess;
use lab::work::burn;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "three",
    about: "three tasks that compute, wait and compute: their waits overlap, and at any instant one runs",
    rows: "S16 S17",
    flags: FLAGS,
    run,
};

// ANCHOR: three
/// The plan as a coroutine: where it stands is a variant, and what it needs from there on is in the variant.
enum PrepareFetchFinish {
    /// Has not begun.
    New(Plan),
    /// Has computed, and waits for the server.
    Fetching(FetchCoroutine, Duration),
}

impl Coroutine for PrepareFetchFinish {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        if let PrepareFetchFinish::New(plan) = self {
            burn(plan.prepare);
            *self =
                PrepareFetchFinish::Fetching(FetchCoroutine::new(&plan.target, DEFAULT_TIMEOUT), plan.finish);
        }
        let PrepareFetchFinish::Fetching(fetch, finish) = self else { return Step::Done(()) };
        fetch.resume(core).map(|_| burn(*finish))
    }
}

fn on_one_loop(plans: Vec<Plan>) -> Result<(), Failure> {
    let mut event_loop = EventLoop::new()?;
    for (index, plan) in plans.into_iter().enumerate() {
        event_loop.create_task(format!("task {}", index + 1), PrepareFetchFinish::New(plan));
    }
    Ok(event_loop.run()?)
}
// ANCHOR_END: three

fn run(args: &Args) -> Result<Report, Failure> {
    let server = ServerProcess::start()?;
    let (plans, intro) = asked_for(args, &server)?;

    let (ended, turn) = Run::measure("in turn", || in_turn(&plans));
    ended.into_iter().try_for_each(|result| result.map(drop))?;
    let (ended, one_loop) = Run::measure("one loop", || on_one_loop(plans));
    ended?;
    Ok(Report {
        intro,
        runs: vec![turn, one_loop],
        remarks: vec!["At any instant one task runs; the waits overlap all the same.".to_owned()],
        next: [
            "--work 0 --delay 2000",
            "--work 800",
            "chess",
            "freeze",
            "fetch --requests 1000 --delay 1000",
            "--svg three.svg",
            "compare",
        ]
        .map(str::to_owned)
        .into(),
    })
}
