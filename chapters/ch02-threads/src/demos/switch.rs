//! What it costs to hand over from one thread to another.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ch02_threads::fetch_all;
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::ledger::Ledger;
use lab::say;
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "switch",
    about: "from one thread to another, in ns; and what that is to a request, and to a second of waiting",
    rows: "S5",
    flags: &[Flag {
        name: "rounds",
        value: Value::Number(100, 10_000_000),
        about: "How many times the ball goes there and back; 20000 by default.",
    }],
    run,
};

/// How many requests the second part makes.
const REQUESTS: usize = 100;

fn run(args: &Args) -> Result<Report, Failure> {
    let rounds = args.number("rounds").unwrap_or(20_000);
    let (played, ledger) = Ledger::measure("ping-pong", || ping_pong(rounds));
    let each = played?.as_secs_f64() * 1e9 / (2 * rounds) as f64;
    say!("from thread to thread, {} times:  {each:>7.0} ns each", 2 * rounds);
    if let Some(switches) = ledger.voluntary_switches {
        say!("                       the system counted {switches} switches because a thread had to wait");
    }

    let server = ServerProcess::start()?;
    let targets: Vec<Target> = (0..REQUESTS).map(|_| server.target("/delay/100")).collect();
    let (_, batch) = Ledger::measure("batch", || fetch_all(&targets, DEFAULT_TIMEOUT));
    let mut remarks = Vec::new();
    if let Some(switches) =
        batch.voluntary_switches.zip(batch.involuntary_switches).map(|(own, forced)| own + forced)
    {
        let a_request = switches as f64 / REQUESTS as f64;
        remarks.push(format!(
            "A request on a thread of its own costs {a_request:.1} switches ({REQUESTS} requests measured): {:.1} µs. Beside one \
             second of waiting that is {:.4} %.",
            a_request * each / 1e3,
            a_request * each / 1e9 * 100.0
        ));
    }
    remarks.push(
        "So for one request it does not matter; for a server's hundred thousand a second it does. Most of it is waking a core that \
         had fallen asleep; with both threads on one core (`taskset -c 0`) a switch alone is left."
            .to_owned(),
    );
    remarks.push("Chapter 5, `switch`: from task to task, on one thread.".to_owned());
    say!("");
    Ok(Report { remarks, next: vec!["hog".to_owned(), "many".to_owned()], ..Report::default() })
}

// ANCHOR: ping_pong
/// Whose turn it is, and the bell that says so.
#[derive(Default)]
struct Table {
    /// True: the ball is with the partner.
    over_there: Mutex<bool>,
    /// Rung at each throw.
    thrown: Condvar,
}

impl Table {
    /// Waits, asleep, until the ball is on this side, and throws it over. (A channel would do, but a good one spins for a
    /// while before it sleeps, and then nobody is woken and nothing is measured.)
    fn play(&self, side: bool) {
        let mut over_there = self.over_there.lock().unwrap_or_else(PoisonError::into_inner);
        while *over_there != side {
            over_there = self.thrown.wait(over_there).unwrap_or_else(PoisonError::into_inner);
        }
        *over_there = !side;
        self.thrown.notify_one();
    }
}

/// Two threads throw a ball to each other: one is always asleep, until the other wakes it.
fn ping_pong(rounds: u64) -> Result<Duration, Failure> {
    let table = Arc::new(Table::default());
    let there = Arc::clone(&table);
    let partner = lab::thread::spawn("pong", move || (0..rounds).for_each(|_| there.play(true)))?;
    let start = Instant::now();
    (0..rounds).for_each(|_| table.play(false));
    partner.join().map_err(|_| Failure("the partner panicked".to_owned()))?;
    Ok(start.elapsed())
}
// ANCHOR_END: ping_pong
