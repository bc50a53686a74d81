//! What it costs to go from one task to the next, beside what it costs threads.

use std::time::Instant;

use ch02_threads::hand_off::ping_pong;
use ch05_event_loop::{Core, Coroutine, EventLoop, Step};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "switch",
    about: "from one task to the next, in ns, beside the hand-off between two threads",
    rows: "S5",
    flags: &[Flag {
        name: "rounds",
        value: Value::Number(1_000, 100_000_000),
        about: "how many switches (1000000)",
    }],
    run,
};

/// The ball of chapter 2 is thrown there and back so many times.
const THROWS: u64 = 10_000;

/// Gives way again and again.
struct GiveWay(u64);

impl Coroutine for GiveWay {
    type Output = ();

    fn resume(&mut self, _: &mut Core) -> Step<()> {
        self.0 -= 1;
        if self.0 == 0 { Step::Done(()) } else { Step::Yield }
    }
}

/// Nanoseconds a switch, with so many tasks taking turns.
fn task_switch(tasks: u64, switches: u64) -> Result<f64, Failure> {
    let mut event_loop = EventLoop::new()?;
    for _ in 0..tasks {
        event_loop.create_task("turn-taker", GiveWay((switches / tasks).max(1)));
    }
    let start = Instant::now();
    event_loop.run()?;
    Ok(start.elapsed().as_secs_f64() * 1e9 / switches as f64)
}

fn run(args: &Args) -> Result<Report, Failure> {
    let switches = args.number("rounds").unwrap_or(1_000_000);
    let two = task_switch(2, switches)?;
    let many = task_switch(1_000, switches)?;
    let thread = ping_pong(THROWS)?.as_secs_f64() * 1e9 / (2 * THROWS) as f64;
    say!("from task to task, 1,000 tasks taking turns  {many:>8.0} ns");
    say!("from task to task, 2 tasks taking turns      {two:>8.0} ns   a visit to the poller for two steps");
    say!(
        "from thread to thread (chapter 2)            {thread:>8.0} ns   most of it: waking the other's core"
    );
    Ok(Report { next: vec!["hog".to_owned()], ..Report::default() })
}
