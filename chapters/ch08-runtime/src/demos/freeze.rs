//! A call that blocks freezes the whole program; on another thread it freezes nobody.

use std::time::Duration;

use ch08_runtime::{block_on, spawn_blocking, spawn_named};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::server::ServerProcess;

use super::ticker::{Seen, Ticker, ms};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "freeze",
    about: "a spinner beside a fetch that blocks, on the loop's thread and by spawn_blocking: the longest gap between two ticks",
    rows: "S3",
    flags: &[Flag {
        name: "delay",
        value: Value::Number(0, 10_000),
        about: "how slow the server is, in ms (1500)",
    }],
    run,
};

/// From tick to tick: as in chapter 5.
const EVERY: Duration = Duration::from_millis(50);

// ANCHOR: freeze
/// Chapter 1's fetch, which blocks its thread: a library that knows nothing of async.
fn library_call(target: &Target) -> Result<(), Failure> {
    Ok(ch01_blocking_socket::fetch(target, DEFAULT_TIMEOUT).map(drop)?)
}

/// The mistake: it is called in a task, and the thread that it blocks is the loop's.
async fn on_the_loop(target: Target) -> Result<(), Failure> {
    library_call(&target)
}

/// The cure: it blocks a thread of the pool, and the task awaits it.
async fn on_the_pool(target: Target) -> Result<(), Failure> {
    spawn_blocking(move || library_call(&target)).await?
}
// ANCHOR_END: freeze

/// Runs it beside the spinner.
fn beside(fetch: impl Future<Output = Result<(), Failure>> + 'static) -> Result<Seen, Failure> {
    block_on(async {
        let spinner = Ticker::start(EVERY);
        spawn_named("fetch", fetch).await??;
        Ok(spinner.stop().await)
    })
}

fn run(args: &Args) -> Result<Report, Failure> {
    let delay = args.number("delay").unwrap_or(1_500);
    let server = ServerProcess::start()?;
    let target = server.target(&format!("/delay/{delay}"));
    let (blocked, on_the_loop) = Run::measure("on the loop", || beside(on_the_loop(target.clone())));
    let (waited, on_the_pool) = Run::measure("on the pool", || beside(on_the_pool(target)));
    let (blocked, waited) = (blocked?, waited?);
    let gap = |seen: Seen| format!("the longest gap between two ticks {:.0} ms", ms(seen.longest));
    Ok(Report {
        intro: format!(
            "A spinner ticks every {} ms. Beside it, chapter 1's blocking fetch; the server takes {delay} ms.",
            EVERY.as_millis()
        ),
        runs: [on_the_loop, on_the_pool].map(|run| run.without_task("main").without_idle_threads()).into(),
        remarks: vec![
            format!("on the loop's thread: {}", gap(blocked)),
            format!("by spawn_blocking:    {}", gap(waited)),
            format!(
                "The longest gap is {:.0} times smaller. The call blocks as long as before, on a thread of its own.",
                blocked.longest.as_secs_f64() / waited.longest.as_secs_f64()
            ),
            format!("Ticks: {} on the loop's thread, {} beside spawn_blocking.", blocked.ticks, waited.ticks),
        ],
        next: ["elsewhere", "slow", "freeze --delay 3000"].map(str::to_owned).into(),
    })
}
