//! Three requests of one, two and three seconds, awaited together.

use std::time::{Duration, Instant};

use ch07_executor::fetch::fetch;
use ch07_executor::{LocalExecutor, Reactor, ReactorPark, join_all};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::server::ServerProcess;
use lab::timeline::{self, Kind, State};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "gather",
    about: "three requests of 1, 2 and 3 s, all awaited by one task with join_all: 3 s, not 6",
    rows: "S20",
    flags: &[
        Flag {
            name: "unit",
            value: Value::Number(1, 3_000),
            about: "what stands for a second, in ms (1000)",
        },
        Flag { name: "in-turn", value: Value::None, about: "awaits them one after another first: 6 s more" },
    ],
    run,
};

// ANCHOR: gather
/// One task holds the three fetches, and awaits all: their waits overlap.
async fn gathered(reactor: &Reactor, targets: &[Target]) -> Result<(), Failure> {
    let fetches = targets.iter().map(|target| drawn(target, fetch(reactor, target, DEFAULT_TIMEOUT)));
    join_all(fetches).await.into_iter().try_for_each(|result| Ok(result.map(drop)?))
}

/// The mistake: a future does nothing until it is awaited, so the second request begins when the first has ended.
async fn in_turn(reactor: &Reactor, targets: &[Target]) -> Result<(), Failure> {
    for target in targets {
        drawn(target, fetch(reactor, target, DEFAULT_TIMEOUT)).await?;
    }
    Ok(())
}
// ANCHOR_END: gather

/// Draws a future's lane. The executor draws tasks; these are all parts of one.
async fn drawn<T>(target: &Target, future: impl Future<Output = T>) -> T {
    let lane = timeline::lane(Kind::Task, || target.url.path.clone());
    timeline::mark(lane, State::Waiting);
    let output = future.await;
    timeline::mark(lane, State::Gone);
    output
}

fn run(args: &Args) -> Result<Report, Failure> {
    let unit = args.number("unit").unwrap_or(1_000);
    let server = ServerProcess::start()?;
    let delays = [1, 2, 3].map(|n| n * unit);
    let targets = delays.map(|delay| server.target(&format!("/delay/{delay}")));
    let reactor = Reactor::new()?;
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));

    let (mut runs, mut remarks) = (Vec::new(), Vec::new());
    if args.has("in-turn") {
        let (ended, run) = Run::measure("in turn", || executor.block_on(in_turn(&reactor, &targets)));
        ended?;
        remarks.push(format!("In turn the server had {} of them at once.", server.counts()?.most_in_flight));
        runs.push(run);
    }
    let started = Instant::now();
    let (ended, run) = Run::measure("join_all", || executor.block_on(gathered(&reactor, &targets)));
    ended?;
    let took = started.elapsed();
    runs.push(run);

    let seconds = |ms: u64| Duration::from_millis(ms).as_secs_f64();
    let [first, second, third] = delays.map(seconds);
    let sum = seconds(delays.iter().sum());
    remarks.push(format!(
        "Awaited together: {:.2} s, and the server had {} at once. The longest alone takes {third} s; one after another \
         they take {sum} s.",
        took.as_secs_f64(),
        server.counts()?.most_in_flight,
    ));
    Ok(Report {
        intro: format!("Three requests, which take {first} s, {second} s and {third} s"),
        runs,
        remarks,
        next: ["gather --in-turn", "gather --in-turn --unit 100", "lost"].map(str::to_owned).into(),
    })
}
