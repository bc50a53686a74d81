//! Updates that get lost between threads, counted; then repaired. And a race that the compiler does not see.

use std::io;
use std::time::Instant;

use ch02_threads::race::{FetchAdd, LastSeat, LoadThenStore, Locked, lost, sold_twice};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "race",
    about: "lost updates, counted, then repaired; what the compiler refuses, and what it does not",
    rows: "S7",
    flags: &[
        Flag { name: "threads", value: Value::Number(2, 64), about: "How many threads count; 2 by default." },
        Flag {
            name: "times",
            value: Value::Number(1, 10_000_000),
            about: "How many times each adds one; 200000 by default.",
        },
    ],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let threads = args.number("threads").and_then(|n| usize::try_from(n).ok()).unwrap_or(2);
    let times = args.number("times").unwrap_or(200_000);
    say!("{threads} threads add 1 to one number, {times} times each: {}", threads as u64 * times);
    let lost_by = |what: &str, lost: fn(usize, u64) -> io::Result<i64>| -> Result<(), Failure> {
        let start = Instant::now();
        let lost = lost(threads, times)?;
        say!("  {what:<24} {lost:>8} lost    {:>7.1} ms", start.elapsed().as_secs_f64() * 1e3);
        Ok(())
    };
    lost_by("load, add, store", lost::<LoadThenStore>)?;
    lost_by("under a mutex", lost::<Locked>)?;
    lost_by("fetch_add", lost::<FetchAdd>)?;

    let shows = 10_000;
    say!("\n{shows} shows, one seat left in each; {threads} threads book it if it is free:");
    say!(
        "  look, then book          {:>8} sold twice",
        sold_twice(threads, shows, LastSeat::check_then_act)?
    );
    say!(
        "  look and book in one     {:>8} sold twice\n",
        sold_twice(threads, shows, LastSeat::check_and_act)?
    );
    Ok(Report {
        remarks: vec![
            "A plain `count += 1` from two threads is a data race: the compiler refuses it (`compiler_refuses`).".to_owned(),
            "What you see here it accepts: each access is in order, only the decision is old. That is a race".to_owned(),
            "condition.".to_owned(),
        ],
        next: vec!["race --threads 4".to_owned(), "refcount".to_owned()],
        ..Report::default()
    })
}
