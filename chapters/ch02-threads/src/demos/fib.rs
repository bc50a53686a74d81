//! Two computations on two threads; then the same under a lock like Python's; then Python itself.

use std::sync::Arc;

use ch02_threads::GlobalLock;
use ch02_threads::taking_turns::{in_turn, on_threads, under_the_lock};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::say;

use super::python;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "fib",
    about: "fib(n) and fib(n+1): in turn, on two threads, on two threads under a lock like Python's, in Python",
    rows: "S9",
    flags: &[
        Flag {
            name: "n",
            value: Value::Number(1, 45),
            about: "The first of the two numbers; 36 by default (the source text: 40).",
        },
        Flag { name: "equal", value: Value::None, about: "fib(n) twice: two jobs of the same length." },
    ],
    run,
};

/// Python takes some fifty times as long, so it gets a smaller number.
const LARGEST_FOR_PYTHON: u32 = 28;

fn run(args: &Args) -> Result<Report, Failure> {
    let n = args.number("n").and_then(|n| u32::try_from(n).ok()).unwrap_or(36);
    let second = |n: u32| if args.has("equal") { n } else { n + 1 };
    let numbers = [n, second(n)];

    let (results, turn) = Run::measure("in turn", || in_turn(&numbers));
    let (on_two, threads) = Run::measure("two threads", || on_threads(&numbers));
    let lock = Arc::new(GlobalLock::new());
    let (locked, under) = Run::measure("under the lock", || under_the_lock(&lock, &numbers));
    if on_two? != results || locked? != results {
        return Err(Failure("the results differ: this is a bug".to_owned()));
    }
    for (n, result) in numbers.iter().zip(&results) {
        say!("fib({n}) is {result}");
    }
    say!("");

    let faster = |run: &Run| turn.ledger.wall.as_secs_f64() / run.ledger.wall.as_secs_f64();
    let bound = if args.has("equal") {
        "two equal jobs could reach 2".to_owned()
    } else {
        "1.618 is the most: the longer job takes the rest".to_owned()
    };
    let mut remarks = vec![
        format!("two threads: {:.2} times as fast as in turn ({bound}).", faster(&threads)),
        format!(
            "under the lock: {:.2} times. It changed hands {} times on request, after {} ms of waiting each:\n\
             the threads took turns. Where only one may compute, two compute no faster.",
            faster(&under),
            lock.handed_over(),
            GlobalLock::INTERVAL.as_millis(),
        ),
    ];
    if faster(&under) > 1.15 {
        remarks.push("(What seems gained, other programs took from the run in turn.)".to_owned());
    }
    if num_cpus::get() < 2 {
        remarks.push("This machine has one core: two threads can take turns on it, and no more.".to_owned());
    }
    let small = n.min(LARGEST_FOR_PYTHON);
    remarks.push(python::fib(small, second(small)));
    Ok(Report {
        runs: vec![turn, threads, under],
        remarks,
        next: vec!["fib --n 40".to_owned(), "fib --n 40 --equal".to_owned(), "lock-io".to_owned()],
        ..Report::default()
    })
}
