//! Work for the CPU, awaited: as tasks, on threads, in processes; beside a spinner.

use std::env;
use std::process::{Command, ExitCode};
use std::time::Duration;

use ch03_processes::worker;
use ch08_runtime::process::Workers;
use ch08_runtime::{block_on, join_all, spawn_blocking, spawn_named};
use lab::cli::{Args, Demo, Failure, Flag, Hidden, Report, Run, Value};
use lab::work::sum_of_squares;

use super::ticker::{Seen, Ticker, ms};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "elsewhere",
    about: "sums awaited: as tasks, on the pool's threads, in worker processes; and what a spinner beside them feels",
    rows: "S21",
    flags: &[
        Flag { name: "sums", value: Value::Number(1, 100), about: "how many sums (8)" },
        Flag { name: "n", value: Value::Number(1, 10_000_000_000), about: "how long each is (100,000,000)" },
    ],
    run,
};

/// A worker process: this program, started again with this command.
pub(crate) const HIDDEN: Hidden = Hidden { name: "ch08-sums", run: sums_worker };

/// From tick to tick.
const EVERY: Duration = Duration::from_millis(20);

fn sums_worker(_: &[String]) -> ExitCode {
    let sum = |job: &[u8]| match String::from_utf8_lossy(job).parse() {
        Ok(n) => sum_of_squares(n).to_string().into_bytes(),
        Err(error) => panic!("no number: {error}"), // an answer too: the pool passes it on as an error
    };
    match worker::run(sum) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("a worker of sums: {error}");
            ExitCode::FAILURE
        }
    }
}

// ANCHOR: elsewhere
/// A task for each: they take turns, but none gives way before its end.
async fn in_tasks(numbers: Vec<u64>) -> Result<Vec<u128>, Failure> {
    let sums: Vec<_> =
        numbers.into_iter().map(|n| spawn_named("sum", async move { sum_of_squares(n) })).collect();
    join_all(sums).await.into_iter().map(|sum| Ok(sum?)).collect()
}

/// On threads: chapter 2's pool, awaited.
async fn on_threads(numbers: Vec<u64>) -> Result<Vec<u128>, Failure> {
    let sums: Vec<_> = numbers.into_iter().map(|n| spawn_blocking(move || sum_of_squares(n))).collect();
    join_all(sums).await.into_iter().map(|sum| Ok(sum?)).collect()
}

/// In processes: chapter 3's pool, awaited. Everything is posted: a number goes as text, a sum comes as text.
async fn in_processes(numbers: Vec<u64>) -> Result<Vec<u128>, Failure> {
    let mut this_program = Command::new(env::current_exe()?);
    this_program.arg(HIDDEN.name);
    let workers = Workers::new(this_program, num_cpus::get())?;
    let sums = numbers.into_iter().map(|n| workers.run(n.to_string()));
    join_all(sums).await.into_iter().map(|sum| Ok(String::from_utf8(sum?)?.parse()?)).collect()
}
// ANCHOR_END: elsewhere

/// Awaits them beside a spinner.
fn beside(sums: impl Future<Output = Result<Vec<u128>, Failure>>) -> Result<(Vec<u128>, Seen), Failure> {
    block_on(async {
        let spinner = Ticker::start(EVERY);
        let sums = sums.await?;
        Ok((sums, spinner.stop().await))
    })
}

fn run(args: &Args) -> Result<Report, Failure> {
    let n = args.number("n").unwrap_or(100_000_000);
    let numbers: Vec<u64> = (0..args.number("sums").unwrap_or(8)).map(|k| n + k).collect();

    let (tasks, in_tasks) = Run::measure("in tasks", || beside(in_tasks(numbers.clone())));
    let (threads, on_threads) = Run::measure("on threads", || beside(on_threads(numbers.clone())));
    let (processes, in_processes) = Run::measure("in processes", || beside(in_processes(numbers.clone())));
    let ((sums, first), (second_sums, second), (third_sums, third)) = (tasks?, threads?, processes?);
    if sums != second_sums || sums != third_sums {
        return Err(Failure("the three ways differ in their sums".to_owned()));
    }

    let line = |run: &Run, seen: Seen| {
        let name = format!("{}:", run.name);
        let gain = in_tasks.ledger.wall.as_secs_f64() / run.ledger.wall.as_secs_f64();
        format!(
            "{name:<14} {gain:.2} times as fast; the longest gap between two ticks {:.0} ms",
            ms(seen.longest)
        )
    };
    let mut remarks = vec![
        format!("in tasks:      the longest gap between two ticks {:.0} ms", ms(first.longest)),
        line(&on_threads, second),
        line(&in_processes, third),
        "All three are awaited in the same way. But only what is done elsewhere".to_owned(),
        "uses the other cores, and leaves the loop to the spinner.".to_owned(),
    ];
    if num_cpus::get() > 1 && in_tasks.ledger.wall < on_threads.ledger.wall.mul_f64(1.25) {
        remarks.push(
            "(Two cores should do better than that: is another program using them? Run it again.)".to_owned(),
        );
    }
    Ok(Report {
        intro: format!(
            "{} sums of squares, of 0 up to {n} and more, on {} cores. A spinner ticks every {} ms.",
            numbers.len(),
            num_cpus::get(),
            EVERY.as_millis()
        ),
        remarks,
        runs: [in_tasks, on_threads, in_processes]
            .map(|run| run.without_task("main").without_idle_threads())
            .into(),
        next: ["elsewhere --sums 20 --n 10000000", "freeze", "when"].map(str::to_owned).into(),
    })
}
