//! Three tasks, each computing, waiting, computing: in turn, and on one loop.

use std::time::Duration;

use ch01_blocking_socket::{drawn, fetch_on};
use ch05_event_loop::{Core, Coroutine, EventLoop, FetchCoroutine, Step};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::server::ServerProcess;
use lab::timeline::{self, Kind};
use lab::work::burn;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "three",
    about: "three tasks that compute, wait and compute: their waits overlap, and at any instant one runs",
    rows: "S16 S17",
    flags: &[
        Flag { name: "tasks", value: Value::Number(1, 24), about: "how many tasks (3)" },
        Flag { name: "work", value: Value::Number(0, 10_000), about: "CPU time of each, in ms (250)" },
        Flag { name: "delay", value: Value::Number(0, 60_000), about: "how slow the server is, in ms (400)" },
    ],
    run,
};

/// What one task does.
#[derive(Clone)]
struct Plan {
    /// Computes so long,
    prepare: Duration,
    /// fetches this,
    target: Target,
    /// and computes so long again.
    finish: Duration,
}

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

fn in_turn(plans: Vec<Plan>) -> Result<(), Failure> {
    for (index, plan) in plans.into_iter().enumerate() {
        let lane = timeline::lane(Kind::Task, || format!("task {}", index + 1));
        drawn(lane, || {
            burn(plan.prepare);
            fetch_on(lane, &plan.target, DEFAULT_TIMEOUT)?;
            burn(plan.finish);
            Ok::<_, Failure>(())
        })?;
    }
    Ok(())
}

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

    let (ended, turn) = Run::measure("in turn", || in_turn(plans.clone()));
    ended?;
    let (ended, one_loop) = Run::measure("one loop", || on_one_loop(plans));
    ended?;
    Ok(Report {
        intro: format!(
            "{tasks} tasks, each: prepare {} (CPU) · wait for a slow server {} · finish {} (CPU)",
            seconds(plan.prepare),
            seconds(Duration::from_millis(delay)),
            seconds(plan.finish),
        ),
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

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}
