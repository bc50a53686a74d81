//! A task that never gives way has the loop to itself.

use std::time::Duration;

use ch05_event_loop::{Core, Coroutine, EventLoop, Step};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::work::burn;

use super::ticker::{Seen, Ticker, read};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "hog",
    about: "a ticker beside a task that computes: without giving way, and giving way now and then",
    rows: "S5",
    flags: &[Flag {
        name: "work",
        value: Value::Number(1, 5_000),
        about: "how long the task computes, in ms (600)",
    }],
    run,
};

/// The task computes so long at a time, when it gives way.
const SLICE: Duration = Duration::from_millis(5);
/// From tick to tick.
const EVERY: Duration = Duration::from_millis(20);

// ANCHOR: hog
/// Computes for a time: at one go, or a slice at a time.
struct Hog {
    /// Yet to compute.
    left: Duration,
    /// How much at one go.
    slice: Duration,
}

impl Coroutine for Hog {
    type Output = ();

    fn resume(&mut self, _: &mut Core) -> Step<()> {
        let slice = self.slice.min(self.left);
        burn(slice);
        self.left -= slice;
        // Nobody makes it give way. It has to want to: that is what *cooperative* means.
        if self.left.is_zero() { Step::Done(()) } else { Step::Yield }
    }
}
// ANCHOR_END: hog

fn beside(hog: Hog) -> Result<Seen, Failure> {
    let mut event_loop = EventLoop::new()?;
    let ticks = u32::try_from(hog.left.as_millis() / EVERY.as_millis() + 3)?;
    let (ticker, seen) = Ticker::new(EVERY, ticks);
    event_loop.create_task("ticker", ticker);
    event_loop.create_task("hog", hog);
    event_loop.run()?;
    Ok(read(&seen))
}

fn run(args: &Args) -> Result<Report, Failure> {
    let left = Duration::from_millis(args.number("work").unwrap_or(600));
    let (polite, polite_run) = Run::measure("gives way", || beside(Hog { left, slice: SLICE }));
    let (hog, hog_run) = Run::measure("never", || beside(Hog { left, slice: left }));
    let gap =
        |seen: Seen| format!("longest gap between two ticks {:.0} ms", seen.longest.as_secs_f64() * 1e3);
    Ok(Report {
        intro: format!(
            "A ticker, every {} ms. Beside it a task computes for {} ms.",
            EVERY.as_millis(),
            left.as_millis()
        ),
        runs: vec![polite_run, hog_run],
        remarks: vec![
            format!("gives way every {} ms: {}", SLICE.as_millis(), gap(polite?)),
            format!("never gives way:      {}", gap(hog?)),
            "A thread that never gives way is made to (chapter 2, `hog`). A task is not.".to_owned(),
        ],
        next: vec!["switch".to_owned(), "freeze".to_owned()],
    })
}
