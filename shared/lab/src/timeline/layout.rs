//! What all drawings agree on: which lanes are drawn, in which order, and how a thread says which task it runs.

use super::cells::Cell;
use super::{Kind, LaneRecord, State, Timeline};

/// How a stretch can look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// On the CPU.
    Running,
    /// On the CPU, but not for all of the time.
    Shared,
    /// A device that does something.
    Device,
    /// See [`State::Ready`].
    Ready,
    /// See [`State::Waiting`].
    Waiting,
    /// See [`State::Asleep`].
    Asleep,
}

impl Look {
    /// In the order of the legend.
    pub(super) const ALL: [Look; 6] =
        [Look::Running, Look::Shared, Look::Device, Look::Ready, Look::Waiting, Look::Asleep];

    /// How this looks on a lane of that kind, if there is anything to see.
    pub(super) fn of(cell: Cell, kind: Kind) -> Option<Look> {
        match cell.state {
            State::Running if kind == Kind::Device => Some(Look::Device),
            State::Running if cell.shared => Some(Look::Shared),
            State::Running => Some(Look::Running),
            State::Ready => Some(Look::Ready),
            State::Waiting => Some(Look::Waiting),
            State::Asleep => Some(Look::Asleep),
            State::Gone => None,
        }
    }

    /// What the legend says.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Look::Running => "running",
            Look::Shared => "running, sharing its core",
            Look::Device => "a device at work",
            Look::Ready => "ready, queued",
            Look::Waiting => "waiting",
            Look::Asleep => "asleep",
        }
    }
}

/// A run with more lanes than this is not drawn whole.
const MOST_LANES: usize = 24;

/// A line of the drawing.
#[derive(Debug)]
pub(super) enum Row<'a> {
    /// A lane.
    Lane {
        /// What stands to its left.
        label: String,
        /// What it did.
        lane: &'a LaneRecord,
        /// Its number, when it is a task: see [`symbol`].
        number: Option<usize>,
    },
    /// Words instead of a lane: what is left out here, and why there is nothing.
    Note(String),
}

/// The rows of a run, from top to bottom, with the place of the last row above the threads: there the wall time goes.
pub(super) fn rows(timeline: &Timeline) -> (Vec<Row<'_>>, usize) {
    let numbers = task_numbers(timeline);
    let drawn = timeline.lanes.iter().zip(&numbers).filter(|(lane, _)| !lane.stretches.is_empty());
    let (threads, others): (Vec<_>, Vec<_>) = drawn.partition(|(lane, _)| lane.kind == Kind::Thread);

    // A thread shows which task it runs by the task's sign. Where not all names tell their signs, all are told.
    let shown = threads.iter().any(|(lane, _)| lane.stretches.iter().any(|stretch| stretch.task.is_some()));
    let told = |(lane, number): &(&LaneRecord, &Option<usize>)| {
        number.is_none_or(|number| ends_with_word(&lane.name, symbol(number)))
    };
    let signs = shown && !others.iter().all(told);
    let label = |lane: &LaneRecord, number: Option<usize>| {
        let name = clean(&lane.name);
        match number {
            Some(number) if signs => format!("{} {name}", symbol(number)),
            _ if lane.kind == Kind::Thread && threads.len() == 1 => "thread".to_owned(),
            _ => name,
        }
    };
    let whole = threads.len() + others.len() <= MOST_LANES;
    let mut rows = Vec::new();
    let mut last_above = 0;
    for (group, first, last) in [(&others, 12, 3), (&threads, 6, 2)] {
        let left_out = if whole { 0 } else { group.len().saturating_sub(first + last) };
        for (place, &(lane, &number)) in group.iter().enumerate() {
            if left_out > 0 && place == first {
                rows.push(Row::Note(format!("… {left_out} more lanes like these …")));
            }
            if left_out == 0 || place < first || place >= first + left_out {
                rows.push(Row::Lane { label: label(lane, number), lane, number });
            }
        }
        if last_above == 0 {
            last_above = rows.len().saturating_sub(1);
        }
    }
    if rows.is_empty() {
        rows.push(Row::Note("nothing was recorded".to_owned()));
    }
    (rows, last_above)
}

/// For each lane its number among the tasks, if it is one.
pub(super) fn task_numbers(timeline: &Timeline) -> Vec<Option<usize>> {
    let mut count = 0;
    let number = |lane: &LaneRecord| {
        let task = lane.kind == Kind::Task;
        count += usize::from(task);
        task.then(|| count - 1)
    };
    timeline.lanes.iter().map(number).collect()
}

/// How a thread's lane says which task it runs: 1 to 9, then a to y. There are not enough letters for all; `z` means
/// asleep.
pub(super) fn symbol(number: usize) -> char {
    (b'1'..=b'9').chain(b'a'..=b'y').nth(number).map_or('*', char::from)
}

/// Cut to this width.
pub(crate) fn fit(text: &str, width: usize) -> String {
    if text.chars().count() > width {
        return text.chars().take(width.saturating_sub(1)).chain(['…']).collect();
    }
    text.to_owned()
}

/// Cut or filled to this width.
pub(crate) fn fill(text: &str, width: usize) -> String {
    format!("{:<width$}", fit(text, width))
}

/// A name without what would break the drawing: a line end, an escape sequence of the terminal.
pub(crate) fn clean(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `task 3` tells its sign.
fn ends_with_word(name: &str, sign: char) -> bool {
    name.rsplit(' ').next().is_some_and(|word| word.chars().eq([sign]))
}
