//! One look at the exercises: build, run, and what came of it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::aside;
use super::course::Progress;
use super::messages::Message;
use super::run::{self, Binary, Build};
use super::terminal::Screen;
use crate::exercises::catalog::{Exercise, SOLUTIONS};
use crate::workspace::read;

/// What a look at all exercises shows.
#[derive(Debug)]
pub enum Look<'e> {
    /// They were checked.
    Checked(Checked<'e>),
    /// They could not be built: what rustc said, and cargo.
    Broken(Vec<Message>, String),
}

/// All exercises, checked.
#[derive(Debug)]
pub struct Checked<'e> {
    /// How far the learner is.
    pub progress: Progress<'e>,
    /// What can be run again.
    pub binary: Binary,
    /// How long running took.
    pub took: Duration,
}

/// Builds and runs everything.
///
/// # Errors
/// Cargo or the checks cannot be started, or do not come to their end.
pub fn at<'e>(all: &'e [Exercise], screen: Screen) -> Result<Look<'e>, String> {
    match run::build(screen)? {
        Build::Ready(binary) => Ok(Look::Checked(check(all, binary)?)),
        Build::Broken { messages, cargo } => Ok(Look::Broken(messages, cargo)),
    }
}

/// Runs everything.
///
/// # Errors
/// The checks cannot be started, or do not come to their end.
pub fn check(all: &[Exercise], binary: Binary) -> Result<Checked<'_>, String> {
    let start = Instant::now();
    let run = binary.checks("")?;
    let took = start.elapsed();
    let skipped: BTreeSet<String> =
        all.iter().filter(|exercise| aside::is_skipped(exercise)).map(Exercise::id).collect();
    let about = read(format!("{SOLUTIONS}/lib.rs")).unwrap_or_default();
    let progress = Progress::of(all, &run, &skipped, &about, order);
    Ok(Checked { progress, binary, took })
}

/// The text of an exercise's checks: it has the order in which they are to be read.
pub fn order(exercise: &Exercise) -> String {
    read(exercise.checks()).unwrap_or_default()
}
