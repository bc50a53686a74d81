//! A lane cut into columns of equal time: what each of them shows.

use super::{LaneRecord, State, Stretch};

/// What one column of a lane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// What filled most of it; [`State::Gone`] is an empty column.
    pub(super) state: State,
    /// On a thread's lane: the task that it ran.
    pub(super) task: Option<usize>,
    /// Running, but with less than [`WHOLE`] of a core.
    pub(super) shared: bool,
}

/// From this share of a core on, a thread had one for itself. The rest is the system's own business.
const WHOLE: f64 = 0.9;

/// From this part of a column on, running is shown, where the rest of it was only waiting.
const SEEN: f64 = 1.0 / 3.0;

impl Cell {
    /// Nothing there.
    pub(super) const EMPTY: Cell = Cell { state: State::Gone, task: None, shared: false };
}

impl From<&Stretch> for Cell {
    fn from(stretch: &Stretch) -> Cell {
        let shared = stretch.share.is_some_and(|share| share < WHOLE);
        Cell { state: stretch.state, task: stretch.task, shared }
    }
}

/// Cuts a lane into columns, of which `length` seconds hold `columns`.
pub(super) fn cells(lane: &LaneRecord, columns: usize, length: f64) -> Vec<Cell> {
    // What is in each column, and which part of the column it fills.
    let mut contents: Vec<Vec<(Cell, f64)>> = vec![Vec::new(); columns];
    let place = |time: std::time::Duration| time.as_secs_f64() / length * columns as f64;
    // The longest stretch, in columns: where and what.
    let mut longest = (0.0, 0, Cell::EMPTY);
    for stretch in &lane.stretches {
        let (from, to) = (place(stretch.from), place(stretch.to).min(columns as f64));
        let cell = Cell::from(stretch);
        let (first, last) = (from as usize, to.ceil() as usize);
        for (column, content) in contents.iter_mut().enumerate().take(last).skip(first) {
            let part = to.min(column as f64 + 1.0) - from.max(column as f64);
            match content.iter_mut().find(|(other, _)| *other == cell) {
                Some((_, filled)) => *filled += part,
                None => content.push((cell, part)),
            }
        }
        if to - from > longest.0 && first < columns {
            longest = (to - from, first, cell);
        }
    }
    let mut cells: Vec<Cell> = contents.iter().map(|content| shown(content)).collect();
    // A lane too short for any column is still there: something must be seen of it.
    if longest.0 > 0.0 && cells.iter().all(|&cell| cell == Cell::EMPTY) {
        cells[longest.1] = longest.2;
    }
    cells
}

/// The one thing a column shows.
fn shown(content: &[(Cell, f64)]) -> Cell {
    let most = |running_only: bool| {
        let candidates = content.iter().filter(|(cell, _)| !running_only || cell.state == State::Running);
        candidates.max_by(|a, b| a.1.total_cmp(&b.1)).map_or(Cell::EMPTY, |(cell, _)| *cell)
    };
    let part = |of: &[State]| -> f64 {
        content.iter().filter(|(cell, _)| of.contains(&cell.state)).map(|(_, part)| part).sum()
    };
    let filled: f64 = content.iter().map(|(_, part)| part).sum();
    // A hair less than half: two lanes that meet in the middle of a column must not both lose it to rounding.
    if filled < 0.499_999 {
        return Cell::EMPTY;
    }
    let running = part(&[State::Running]);
    // What is short must not vanish in a long wait. Beside anything else, the larger part is the truth.
    if running > SEEN - 1e-6 && running + part(&[State::Waiting, State::Asleep]) > 0.999_999 {
        return most(true);
    }
    most(false)
}
