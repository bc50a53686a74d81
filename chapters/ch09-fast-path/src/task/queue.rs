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
    /// Behind whom the next is put; `None` when the queue is empty. Not counted: whoever stands in the queue is counted
    /// once, by the one before it, or by `first`.
    last: Cell<Option<NonNull<Header>>>,
}

impl Queue {
    /// Adds one at the end, if it does not stand here already.
    #[inline]
    pub(crate) fn push(&self, task: Task) {
        let header = task.header();
        let flags = header.flags.get().0;
        if flags & Flags::QUEUED != 0 {
            return;
        }
        header.flags.set(Flags(flags | Flags::QUEUED));
        header.word.set(Word { next: None });
        match self.last.replace(Some(task.0)) {
            // SAFETY: it stands in the queue, so it is counted, and on this thread.
            Some(last) => unsafe { last.as_ref() }.word.set(Word { next: Some(into_raw(task)) }),
            None => self.first.set(Some(task)),
        }
    }

    /// Takes the first.
    #[inline]
    pub(crate) fn pop(&self) -> Option<Task> {
        let task = self.first.take()?;
        let header = task.header();
        // SAFETY: it is queued, so the word says who is next, and has a count of it, which is taken over.
        match unsafe { header.word.get().next } {
            Some(next) => self.first.set(Some(Task(next))),
            None => self.last.set(None),
        }
        header.flags.set(Flags(header.flags.get().0 & !Flags::QUEUED));
        header.word.set(Word { number: 0 });
        Some(task)
    }

    /// Whether there are none.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.last.get().is_none()
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
