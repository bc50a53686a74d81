//! All tasks that are not over.

use std::cell::Cell;
use std::mem;
use std::ptr::NonNull;

use super::{Flags, Header, Task};

/// A neighbour, or none. Not counted: who stands in a list is counted once, by the list.
pub(super) type Link = Cell<Option<NonNull<Header>>>;

// ANCHOR: list
/// All tasks that are not over, in the order of their making. Each has its two neighbours in its header, so neither to come
/// nor to go allocates anything, or looks for a place.
#[derive(Default)]
pub(crate) struct List {
    /// The oldest.
    first: Link,
    /// The youngest.
    last: Link,
    /// How many.
    len: Cell<usize>,
}

impl List {
    /// Adds one, the youngest.
    ///
    /// # Panics
    /// When it is in a list.
    #[inline]
    pub(crate) fn push(&self, task: &Task) {
        assert!(!task.has(Flags::LISTED), "a task that is in a list");
        task.set(Flags::LISTED);
        let at = task.0;
        mem::forget(task.clone()); // the list's count
        self.len.set(self.len.get() + 1);
        let before = self.last.replace(Some(at));
        task.header().before.set(before);
        match before {
            // SAFETY: it stands in the list, so it is counted, and on this thread.
            Some(before) => unsafe { before.as_ref() }.after.set(Some(at)),
            None => self.first.set(Some(at)),
        }
    }

    /// Takes it out.
    ///
    /// # Panics
    /// When it is not in this list.
    #[inline]
    pub(crate) fn remove(&self, task: &Task) {
        let (at, before, after) = (Some(task.0), task.header().before.get(), task.header().after.get());
        let is_end =
            (before.is_some() || self.first.get() == at) && (after.is_some() || self.last.get() == at);
        assert!(task.has(Flags::LISTED) && is_end, "a task that is not in the list");
        task.unset(Flags::LISTED);
        self.len.set(self.len.get() - 1);
        match after {
            // SAFETY: a neighbour stands in the list, so it is counted, and on this thread.
            Some(after) => unsafe { after.as_ref() }.before.set(before),
            None => self.last.set(before),
        }
        match before {
            // SAFETY: as above.
            Some(before) => unsafe { before.as_ref() }.after.set(after),
            None => self.first.set(after),
        }
        task.header().before.set(None);
        task.header().after.set(None);
        drop(Task(task.0)); // the list's count
    }

    /// The oldest.
    pub(crate) fn first(&self) -> Option<Task> {
        take_hold(self.first.get())
    }

    /// All, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Task> {
        std::iter::successors(self.first(), |task| take_hold(task.header().after.get()))
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.len.get()
    }
}
// ANCHOR_END: list

/// One that stands in a list.
fn take_hold(at: Option<NonNull<Header>>) -> Option<Task> {
    // SAFETY: there is the list's own count of it, and the list is not `Send`.
    at.map(|at| unsafe { Task::again(at) })
}
