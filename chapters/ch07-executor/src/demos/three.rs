//! Three tasks, each computing, waiting, computing: in turn, and on one executor.

use std::time::Duration;

use ch07_executor::fetch::fetch;
use ch07_executor::{LocalExecutor, Reactor, ReactorPark, Spawner, join_all};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::server::ServerProcess;
use lab::work::burn;

use super::without_main;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "three",
    about: "three tasks that compute, wait and compute, in async/await: their waits overlap, and one runs",
    rows: "S17",
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
/// The plan as an `async fn`. In chapter 5 it was an enum with a variant for each place where it can stand, and a
/// `resume` that finds the way back. Here the place is the line with `await`, and the compiler writes the enum.
async fn prepare_fetch_finish(reactor: Reactor, plan: Plan) -> Result<(), Failure> {
    burn(plan.prepare);
    fetch(&reactor, &plan.target, DEFAULT_TIMEOUT).await?;
    burn(plan.finish);
    Ok(())
}

/// Starts a task, awaits it, starts the next.
async fn in_turn(reactor: Reactor, spawner: Spawner, plans: Vec<Plan>) -> Result<(), Failure> {
    for (index, plan) in plans.into_iter().enumerate() {
        let task = prepare_fetch_finish(reactor.clone(), plan);
        spawner.spawn_named(format!("task {}", index + 1), task).await??;
    }
    Ok(())
}

/// Starts all, then awaits all. Only the place of the `await` is another.
async fn together(reactor: Reactor, spawner: Spawner, plans: Vec<Plan>) -> Result<(), Failure> {
    let tasks = plans.into_iter().enumerate().map(|(index, plan)| {
        let task = prepare_fetch_finish(reactor.clone(), plan);
        spawner.spawn_named(format!("task {}", index + 1), task)
    });
    let tasks: Vec<_> = tasks.collect(); // iterators are lazy: without this, none would have been started
    join_all(tasks).await.into_iter().try_for_each(|ended| ended?)
}
// ANCHOR_END: three

/// Runs what `program` makes of a reactor and a spawner, on this thread.
fn on_one_executor<F: Future<Output = Result<(), Failure>>>(
    program: impl FnOnce(Reactor, Spawner) -> F,
) -> Result<(), Failure> {
    let reactor = Reactor::new()?;
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
    let spawner = executor.spawner();
    executor.block_on(program(reactor, spawner))
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

    let (ended, turn) = Run::measure("in turn", || {
        on_one_executor(|reactor, spawner| in_turn(reactor, spawner, plans.clone()))
    });
    ended?;
    let (ended, executor) =
        Run::measure("executor", || on_one_executor(|reactor, spawner| together(reactor, spawner, plans)));
    ended?;
    Ok(Report {
        intro: format!(
            "{tasks} tasks, each: prepare {} (CPU) · wait for a slow server {} · finish {} (CPU)",
            seconds(plan.prepare),
            seconds(Duration::from_millis(delay)),
            seconds(plan.finish),
        ),
        runs: vec![turn, executor].into_iter().map(without_main).collect(),
        remarks: vec!["At any instant one task runs; the waits overlap all the same.".to_owned()],
        next: [
            "byte",
            "--work 0 --delay 2000",
            "gather",
            "chess",
            "lost",
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
