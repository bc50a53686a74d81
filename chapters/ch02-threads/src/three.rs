//! Work that computes, waits, and computes again: task after task, and each on a thread of its own.

use std::io;
use std::time::Duration;

use ch01_blocking_socket::{drawn, fetch_on};
use lab::fetch::{DEFAULT_TIMEOUT, FetchResult, Target};
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
