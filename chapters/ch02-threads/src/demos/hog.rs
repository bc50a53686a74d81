//! A ticker beside threads that never give way: the system takes the core away from them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::timeline::{self, State};
use lab::work::burn;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "hog",
    about: "a ticker beside threads that compute and never give way: they are made to",
    rows: "S5",
    flags: &[
        Flag {
            name: "work",
            value: Value::Number(1, 5_000),
            about: "How much CPU time each hog takes, in ms; 600 by default.",
        },
        Flag {
            name: "hogs",
            value: Value::Number(0, 64),
            about: "How many hogs; as many as there are cores by default, so that none is free for the ticker.",
        },
    ],
    run,
};

/// From tick to tick.
const EVERY: Duration = Duration::from_millis(20);

/// What the ticker saw.
#[derive(Clone, Copy)]
struct Seen {
    ticks: u32,
    longest: Duration,
}

fn run(args: &Args) -> Result<Report, Failure> {
    let work = Duration::from_millis(args.number("work").unwrap_or(600));
    let hogs = args.number("hogs").and_then(|n| usize::try_from(n).ok()).unwrap_or_else(num_cpus::get);
    let (alone, alone_run) = Run::measure("alone", || beside(0, work));
    let (beside, beside_run) = Run::measure("beside hogs", || beside(hogs, work));
    let (alone, beside) = (alone?, beside?);
    let say = |seen: Seen| {
        let longest = seen.longest.as_secs_f64() * 1e3;
        format!("{} ticks, the longest gap between two of them {longest:.0} ms", seen.ticks)
    };
    Ok(Report {
        intro: format!(
            "A ticker, every {} ms. Beside it {hogs} threads, each computing for {} ms and never giving way.",
            EVERY.as_millis(),
            work.as_millis()
        ),
        runs: vec![alone_run, beside_run],
        remarks: vec![
            format!("alone:       {}", say(alone)),
            format!("beside hogs: {}", say(beside)),
            "The system takes a core from a thread that keeps it, and gives it to one that was asleep"
                .to_owned(),
            "(pre-emption): see the forced switches. Chapter 5, `hog`: tasks, which nobody can force."
                .to_owned(),
        ],
        next: vec!["switch".to_owned(), "hog --hogs 8".to_owned()],
    })
}

// ANCHOR: hog
/// Ticks until the hogs have had enough (or for as long as one would take, if there is none).
fn beside(hogs: usize, work: Duration) -> Result<Seen, Failure> {
    let busy = Arc::new(AtomicUsize::new(hogs));
    let mut threads = Vec::with_capacity(hogs);
    for k in 1..=hogs {
        let busy = Arc::clone(&busy);
        threads.push(lab::thread::spawn(format!("hog {k}"), move || {
            timeline::rest(State::Running);
            burn(work);
            busy.fetch_sub(1, SeqCst);
            timeline::rest(State::Gone);
        })?);
    }
    let start = Instant::now();
    let (mut last, mut seen) = (start, Seen { ticks: 0, longest: Duration::ZERO });
    while busy.load(SeqCst) > 0 || start.elapsed() < work {
        timeline::rest(State::Asleep);
        thread::sleep(EVERY);
        timeline::rest(State::Running);
        seen.ticks += 1;
        seen.longest = seen.longest.max(last.elapsed());
        last = Instant::now();
    }
    for hog in threads {
        hog.join().map_err(|_| Failure("a hog panicked".to_owned()))?;
    }
    Ok(seen)
}
// ANCHOR_END: hog
