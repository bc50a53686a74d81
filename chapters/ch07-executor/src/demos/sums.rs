//! Twenty sums of squares as tasks: nothing is gained.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;

use ch06_waker::Parker;
use ch07_executor::{LocalExecutor, join_all};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::say;
use lab::timeline::{self, State};
use lab::work::sum_of_squares;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "sums",
    about: "20 sums of squares: in turn, and as 20 tasks. No gain, and why",
    rows: "S19",
    flags: &[Flag {
        name: "n",
        value: Value::Number(0, 100_000_000),
        about: "the shortest sum's length (10,000,000)",
    }],
    run,
};

fn in_turn(numbers: &[u64]) -> Vec<u128> {
    timeline::rest(State::Running);
    numbers.iter().map(|&n| sum_of_squares(n)).collect()
}

// ANCHOR: sums
/// A task for each sum; gives also how many polls they took, all together.
fn as_tasks(numbers: &[u64]) -> Result<(Vec<u128>, u64), Failure> {
    let polls = Cell::new(0);
    // Nothing here waits for a socket or a time, so there is no reactor either.
    let mut executor = LocalExecutor::new(Parker::new());
    let spawner = executor.spawner();
    let tasks: Vec<_> = numbers
        .iter()
        .map(|&n| spawner.spawn_named(format!("sum {n}"), counted(async move { sum_of_squares(n) })))
        .collect();
    let sums = executor.block_on(join_all(tasks)).into_iter().map(|ended| {
        let (sum, polled) = ended?;
        polls.set(polls.get() + polled);
        Ok(sum)
    });
    Ok((sums.collect::<Result<_, Failure>>()?, polls.get()))
}
// ANCHOR_END: sums

/// The same future, counting its polls.
async fn counted<T>(future: impl Future<Output = T>) -> (T, u64) {
    let (mut future, mut polls) = (pin!(future), 0);
    let output = poll_fn(|cx| {
        polls += 1;
        future.as_mut().poll(cx)
    })
    .await;
    (output, polls)
}

fn run(args: &Args) -> Result<Report, Failure> {
    let first = args.number("n").unwrap_or(10_000_000);
    let numbers: Vec<u64> = (first..first + 20).collect();

    let (sums, turn) = Run::measure("in turn", || in_turn(&numbers));
    let (tasks, as_tasks) = Run::measure("20 tasks", || as_tasks(&numbers));
    let (others, polls) = tasks?;
    if others != sums {
        return Err(Failure("the sums differ from those computed in turn".to_owned()));
    }
    for sum in &sums {
        say!("{sum}");
    }
    let gain = turn.ledger.wall.as_secs_f64() / as_tasks.ledger.wall.as_secs_f64();
    let verdict = match gain {
        0.9..1.1 => format!("As tasks {gain:.2} times as fast as in turn: nothing is gained."),
        _ => format!(
            "As tasks {gain:.2} times as fast as in turn. (They do the same work on one thread: is another program \
             using the cores? Run it again.)"
        ),
    };
    Ok(Report {
        intro: format!("\n20 sums of the squares of 0 up to {first}, {}, … {}", first + 1, first + 19),
        runs: vec![turn, as_tasks],
        remarks: vec![
            verdict,
            format!(
                "{polls} polls for 20 tasks: each sum ran from its first poll to its end. A task gives the thread away \
                 only where it\nwaits, and a sum waits for nothing. In Python it was 15.3 s in turn and 16.0 s as tasks."
            ),
            "What helps is a second core: see `sums` of chapter 3.".to_owned(),
        ],
        next: vec!["sums --n 1000000".to_owned(), "three".to_owned(), "fair".to_owned()],
    })
}
