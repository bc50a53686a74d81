//! One look at the exercises: build, run, and what came of it.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant, SystemTime};

use super::aside;
use super::course::Progress;
use super::messages::Message;
use super::run::{self, Binary, Build};
use super::terminal::Screen;
use crate::exercises::catalog::{Exercise, SOLUTIONS};
use crate::workspace::{read, root};

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
    /// When an exercise had been written to last, before it was built.
    pub written: SystemTime,
}

/// Builds and runs everything.
///
/// # Errors
/// Cargo or the checks cannot be started, or do not come to their end.
pub fn at<'e>(all: &'e [Exercise], screen: Screen) -> Result<Look<'e>, String> {
    let written = written(all);
    match run::build(screen)? {
        Build::Ready(binary) => Ok(Look::Checked(check(all, binary, written)?)),
        Build::Broken { messages, cargo } => Ok(Look::Broken(messages, cargo)),
    }
}

/// Runs everything. `written` is when an exercise had been written to last, before it was built.
///
/// # Errors
/// The checks cannot be started, or do not come to their end.
pub fn check(all: &[Exercise], binary: Binary, written: SystemTime) -> Result<Checked<'_>, String> {
    let start = Instant::now();
    let run = binary.checks("")?;
    let took = start.elapsed();
    let skipped: BTreeSet<String> =
        all.iter().filter(|exercise| aside::is_skipped(exercise)).map(Exercise::id).collect();
    let about = read(format!("{SOLUTIONS}/lib.rs")).unwrap_or_default();
    let progress = Progress { last: last(all), ..Progress::of(all, &run, &skipped, &about, order) };
    Ok(Checked { progress, binary, took, written })
}

/// When an exercise was written to last.
pub fn written(all: &[Exercise]) -> SystemTime {
    all.iter().filter_map(saved).max().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The exercise in whose file the learner wrote last.
fn last(all: &[Exercise]) -> Option<&Exercise> {
    all.iter().filter(|exercise| aside::is_begun(exercise)).max_by_key(|exercise| saved(exercise))
}

/// When its file was written to last.
fn saved(exercise: &Exercise) -> Option<SystemTime> {
    fs::metadata(root().join(exercise.file())).and_then(|file| file.modified()).ok()
}

/// The text of an exercise's checks: it has the order in which they are to be read.
pub fn order(exercise: &Exercise) -> String {
    read(exercise.checks()).unwrap_or_default()
}
