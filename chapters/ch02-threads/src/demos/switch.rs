//! What it costs to hand over from one thread to another.

use ch02_threads::fetch_all;
use ch02_threads::hand_off::ping_pong;
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
            "A request on a thread of its own costs {a_request:.1} switches ({REQUESTS} requests measured): {:.1} µs.\n\
             Beside one second of waiting that is {:.4} %.",
            a_request * each / 1e3,
            a_request * each / 1e9 * 100.0
        ));
    }
    remarks.push(
        "So for one request it does not matter; for a server's hundred thousand a second it does.".to_owned(),
    );
    remarks.push(
        "If the other core slept, waking it is part of this; `taskset -c 0` keeps both threads on one core."
            .to_owned(),
    );
    remarks.push("Chapter 5, `switch`: from task to task, on one thread.".to_owned());
    say!("");
    Ok(Report { remarks, next: vec!["hog".to_owned(), "many".to_owned()], ..Report::default() })
}
