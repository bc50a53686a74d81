//! Who ran when: lanes (tasks, threads, processes) over time, each stretch *running*, *ready* or *waiting*.
//!
//! # Implementation
//! The machinery (loop, pool, executor) marks changes of state through the functions here; demo code stays free of
//! it. Each thread knows at most one recorder ([`record`]), and [`crate::thread::spawn`] hands it on. Without a
//! recorder a mark costs one look at a thread-local.

mod cells;
pub(crate) mod layout;
mod recorder;
pub(crate) mod scale;
mod stretches;
pub(crate) mod style;
mod svg;
mod text;
mod trace;

use std::time::Duration;

pub(crate) use recorder::{adopt, for_a_new_thread};
pub use recorder::{lane, mark, mark_at, record, recording, rest, run_task, this_thread};

/// What a lane is doing from a mark on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// On the CPU.
    Running,
    /// Could run, and is queued.
    Ready,
    /// Waiting for I/O, a timer, another thread.
    Waiting,
    /// A thread with nothing to do, asleep in the poller (or, without one, parked).
    Asleep,
    /// Over, or not there: nothing is drawn.
    Gone,
}

/// What a lane stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A task: a request, a coroutine, a future.
    Task,
    /// A thread.
    Thread,
    /// A process.
    Process,
    /// Something outside the program that works by itself: an oven, an opponent.
    Device,
}

/// A lane of the recorder that made it; without a recorder, a lane that goes nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lane(Option<recorder::Place>);

/// A stretch of one lane, as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// From the start of the recording.
    pub from: Duration,
    /// From the start of the recording.
    pub to: Duration,
    /// What the lane was doing.
    pub state: State,
    /// On a thread's lane, while it runs a task: which one (an index into [`Timeline::lanes`]).
    pub task: Option<usize>,
    /// How much of the stretch the thread really had a core, 0 to 1, where it was measured. Under 0.9 it is drawn as
    /// shared: five threads on two cores must not look parallel.
    pub share: Option<f64>,
}

/// One lane with its stretches, in order, without overlaps.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneRecord {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub kind: Kind,
    /// What it did.
    pub stretches: Vec<Stretch>,
}

/// A finished recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The lanes, in the order they were made.
    pub lanes: Vec<LaneRecord>,
    /// The whole length.
    pub length: Duration,
}

/// Several runs on one time scale: a title and a timeline each.
pub type Runs<'a> = [(&'a str, &'a Timeline)];

/// Draws the runs with characters, `width` columns wide, one above the other on the same scale, wall time at the
/// right, the legend below.
pub fn text(runs: &Runs<'_>, width: usize, colours: bool) -> String {
    text::draw(runs, width, colours)
}

/// The same as SVG that reads well on light and dark pages, with a title, a description and a legend.
pub fn svg(title: &str, runs: &Runs<'_>) -> String {
    svg::draw(title, runs)
}

/// The same in Chrome's Trace Event format (opens in Perfetto), times in µs.
pub fn trace(runs: &Runs<'_>) -> String {
    trace::write(runs)
}
