//! A task that blocks freezes the whole program.

use std::time::Duration;

use ch05_event_loop::{Core, Coroutine, EventLoop, FetchCoroutine, Step};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::server::ServerProcess;

use super::ticker::{Seen, Ticker, read};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "freeze",
    about: "a spinner beside a fetch that waits, and beside one that blocks: the longest gap between two ticks",
    rows: "S3",
    flags: &[Flag {
        name: "delay",
        value: Value::Number(0, 10_000),
        about: "how slow the server is, in ms (800)",
    }],
    run,
};

/// From tick to tick.
const EVERY: Duration = Duration::from_millis(50);

// ANCHOR: blocking_task
/// The mistake: chapter 1's fetch, called in a task. It blocks the thread, and the thread is the loop's.
struct BlockingFetch(Target);

impl Coroutine for BlockingFetch {
    type Output = ();

    fn resume(&mut self, _: &mut Core) -> Step<()> {
        let _ = ch01_blocking_socket::fetch(&self.0, DEFAULT_TIMEOUT);
        Step::Done(())
    }
}
// ANCHOR_END: blocking_task

/// The same fetch as a coroutine.
struct WaitingFetch(FetchCoroutine);

impl Coroutine for WaitingFetch {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        self.0.resume(core).map(drop)
    }
}

fn beside(
    ticks: u32,
    name: &'static str,
    task: impl Coroutine<Output = ()> + 'static,
) -> Result<Seen, Failure> {
    let mut event_loop = EventLoop::new()?;
    let (ticker, seen) = Ticker::new(EVERY, ticks);
    event_loop.create_task("spinner", ticker);
    event_loop.create_task(name, task);
    event_loop.run()?;
    Ok(read(&seen))
}

fn run(args: &Args) -> Result<Report, Failure> {
    let delay = args.number("delay").unwrap_or(800);
    let server = ServerProcess::start()?;
    let target = server.target(&format!("/delay/{delay}"));
    let ticks = u32::try_from(delay / 50 + 5)?;
    let coroutine = WaitingFetch(FetchCoroutine::new(&target, DEFAULT_TIMEOUT));
    let (waits, waiting) = Run::measure("waits", || beside(ticks, "fetch", coroutine));
    let (blocks, blocked) = Run::measure("blocks", || beside(ticks, "fetch", BlockingFetch(target)));
    let gap = |seen: Seen| {
        format!(
            "{} ticks, the longest gap between two of them {:.0} ms",
            seen.ticks,
            seen.longest.as_secs_f64() * 1e3
        )
    };
    Ok(Report {
        intro: format!(
            "A spinner ticks every {} ms. Beside it, a fetch from a server that takes {delay} ms.",
            EVERY.as_millis()
        ),
        runs: vec![waiting, blocked],
        remarks: vec![
            format!("the fetch waits:  {}", gap(waits?)),
            format!("the fetch blocks: {}", gap(blocks?)),
            "Clicks would have gone unanswered as long. The loop can do nothing while a task runs."
                .to_owned(),
            "Chapter 8 has the cure: `spawn_blocking`.".to_owned(),
        ],
        next: vec!["hog".to_owned(), "freeze --delay 3000".to_owned()],
    })
}
