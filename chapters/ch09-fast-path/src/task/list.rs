//! All tasks that are not over.

use std::cell::Cell;

use super::Task;

// ANCHOR: list
/// All tasks that are not over, in the order of their making. Each has its two neighbours in its header, so neither to come
/// nor to go allocates anything, or looks for a place.
#[derive(Default)]
pub(crate) struct List {
    /// The oldest.
    first: Cell<Option<Task>>,
    /// The youngest.
    last: Cell<Option<Task>>,
    /// How many.
    len: Cell<usize>,
}

impl List {
    /// Adds one, the youngest. It must be in no list.
    #[inline]
    pub(crate) fn push(&self, task: &Task) {
        self.len.set(self.len.get() + 1);
        match self.last.replace(Some(task.clone())) {
            Some(last) => {
                last.header().after.set(Some(task.clone()));
                task.header().before.set(Some(last));
            }
            None => self.first.set(Some(task.clone())),
        }
    }

    /// Takes it out. It must be in this one.
    #[inline]
    pub(crate) fn remove(&self, task: &Task) {
        self.len.set(self.len.get() - 1);
        let (before, after) = (task.header().before.take(), task.header().after.take());
        match &after {
            Some(after) => drop(after.header().before.replace(before.clone())),
            None => drop(self.last.replace(before.clone())),
        }
        match before {
            Some(before) => drop(before.header().after.replace(after)),
            None => drop(self.first.replace(after)),
        }
    }

    /// The oldest.
    pub(crate) fn first(&self) -> Option<Task> {
        peek(&self.first)
    }

    /// All, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Task> {
        std::iter::successors(self.first(), |task| peek(&task.header().after))
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.len.get()
    }
}
// ANCHOR_END: list

/// A clone of what is in the cell.
fn peek(cell: &Cell<Option<Task>>) -> Option<Task> {
    let task = cell.take();
    cell.set(task.clone());
    task
}
