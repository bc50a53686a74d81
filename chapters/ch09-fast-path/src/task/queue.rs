//! Tasks in the order in which they were called.

use std::cell::Cell;
use std::mem;
use std::ptr::NonNull;

use super::{Flags, Header, Task, Word};

// ANCHOR: queue
/// Tasks that can go on: first in, first out. Each has in its header who is next, so a push allocates nothing.
#[derive(Default)]
pub(crate) struct Queue {
    /// Who is taken next.
    first: Cell<Option<Task>>,
    /// Behind whom the next is put.
    last: Cell<Option<Task>>,
}

impl Queue {
    /// Adds one at the end, if it does not stand here already.
    #[inline]
    pub(crate) fn push(&self, task: Task) {
        if task.is_queued() {
            return;
        }
        task.set(Flags::QUEUED);
        task.header().word.set(Word { next: None });
        match self.last.replace(Some(task.clone())) {
            Some(last) => last.header().word.set(Word { next: Some(into_raw(task)) }),
            None => self.first.set(Some(task)),
        }
    }

    /// Takes the first.
    #[inline]
    pub(crate) fn pop(&self) -> Option<Task> {
        let task = self.first.take()?;
        // SAFETY: it is queued, so the word says who is next, and has a count of it, which is taken over.
        let next = unsafe { task.header().word.get().next.map(Task) };
        task.unset(Flags::QUEUED);
        task.header().word.set(Word { number: 0 });
        if next.is_none() {
            drop(self.last.take());
        }
        self.first.set(next);
        Some(task)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        let first = self.first.take();
        let empty = first.is_none();
        self.first.set(first);
        empty
    }
}
// ANCHOR_END: queue

impl Drop for Queue {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}

/// Its count goes to whoever keeps the pointer.
fn into_raw(task: Task) -> NonNull<Header> {
    let at = task.0;
    mem::forget(task);
    at
}
