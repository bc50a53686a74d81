//! Work that computes, waits, and computes again: task after task, and each on a thread of its own.

use std::io;
use std::time::Duration;

use ch01_blocking_socket::{drawn, fetch_on};
use lab::cli::{Args, Failure, Flag, Value};
use lab::fetch::{DEFAULT_TIMEOUT, FetchResult, Target};
use lab::server::ServerProcess;
use lab::timeline::{self, Kind, Lane, State};
use lab::work::burn;

use crate::join::join_all;

/// What one task does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Computes so long,
    pub prepare: Duration,
    /// fetches this,
    pub target: Target,
    /// and computes so long again.
    pub finish: Duration,
}

/// What the demos of this name let one change, in each chapter that has one.
pub const FLAGS: &[Flag] = &[
    Flag { name: "tasks", value: Value::Number(1, 24), about: "how many tasks (3)" },
    Flag { name: "work", value: Value::Number(0, 10_000), about: "CPU time of each, in ms (250)" },
    Flag { name: "delay", value: Value::Number(0, 60_000), about: "how slow the server is, in ms (400)" },
];

/// The plans that the [`FLAGS`] ask for, and a sentence that says what they are.
///
/// # Errors
/// There are more tasks than this machine can count.
pub fn asked_for(args: &Args, server: &ServerProcess) -> Result<(Vec<Plan>, String), Failure> {
    let tasks = args.number("tasks").unwrap_or(3);
    let work = Duration::from_millis(args.number("work").unwrap_or(250));
    let delay = args.number("delay").unwrap_or(400);
    let (prepare, finish) = (work * 2 / 5, work * 3 / 5);
    let plan = Plan { prepare, target: server.target(&format!("/delay/{delay}")), finish };
    let sentence = format!(
        "{tasks} tasks, each: prepare {} s (CPU) · wait for a slow server {} s · finish {} s (CPU)",
        prepare.as_secs_f64(),
        Duration::from_millis(delay).as_secs_f64(),
        finish.as_secs_f64(),
    );
    Ok((vec![plan; usize::try_from(tasks)?], sentence))
}

// ANCHOR: three
/// Carries out one plan on this thread, from its beginning to its end. It blocks where the plan waits.
fn carry_out(lane: Lane, plan: &Plan) -> FetchResult {
    drawn(lane, || {
        burn(plan.prepare);
        let fetched = fetch_on(lane, &plan.target, DEFAULT_TIMEOUT)?;
        burn(plan.finish);
        Ok(fetched)
    })
}

/// One plan after another.
pub fn in_turn(plans: &[Plan]) -> Vec<FetchResult> {
    plans.iter().zip(1..).map(|(plan, number)| carry_out(task(number), plan)).collect()
}

/// Each plan on a thread of its own: the same function, called there.
///
/// # Errors
/// The system has no thread to give.
pub fn on_threads(plans: &[Plan]) -> io::Result<Vec<FetchResult>> {
    let mut threads = Vec::with_capacity(plans.len());
    for (plan, number) in plans.iter().cloned().zip(1..) {
        let lane = task(number);
        threads.push(lab::thread::spawn(format!("thread {number}"), move || {
            let result = carry_out(lane, &plan);
            timeline::rest(State::Gone);
            result
        })?);
    }
    Ok(join_all(threads))
}
// ANCHOR_END: three

/// A task's lane in the picture.
fn task(number: usize) -> Lane {
    timeline::lane(Kind::Task, || format!("task {number}"))
}
