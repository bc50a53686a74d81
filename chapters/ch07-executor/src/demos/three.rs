//! Three tasks, each computing, waiting, computing: in turn, and on one executor.

use ch02_threads::three::{FLAGS, Plan, asked_for};
use ch07_executor::fetch::fetch;
use ch07_executor::{LocalExecutor, Reactor, ReactorPark, Spawner, join_all};
use lab::cli::{Args, Demo, Failure, Report, Run};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::server::ServerProcess;
use lab::work::burn;

use super::without_main;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "three",
    about: "three tasks that compute, wait and compute, in async/await: their waits overlap, and one runs",
    rows: "S17",
    flags: FLAGS,
    run,
};

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
    let server = ServerProcess::start()?;
    let (plans, intro) = asked_for(args, &server)?;

    let (ended, turn) = Run::measure("in turn", || {
        on_one_executor(|reactor, spawner| in_turn(reactor, spawner, plans.clone()))
    });
    ended?;
    let (ended, executor) =
        Run::measure("executor", || on_one_executor(|reactor, spawner| together(reactor, spawner, plans)));
    ended?;
    Ok(Report {
        intro,
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
