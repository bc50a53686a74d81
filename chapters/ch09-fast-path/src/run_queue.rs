//! Who can go on: a plain queue for this thread, and an inbox for all others.

use std::cell::Cell;
use std::fmt;
use std::mem;
use std::sync::Arc;
use std::task::Waker;

use crate::shim::{AtomicBool, Mutex, Ordering, lock};
use crate::task::{Note, Queue, Task};

/// After a rush of notes no more room than this is kept for the next.
const KEPT: usize = 1024;

/// The tasks that can go on. Nearly all wakes come from the executor's own thread: a timer, a socket, another task. These
/// use [`push`](Self::push), which takes no lock and no atomic.
pub(crate) struct RunQueue {
    /// Called from this thread, in that order.
    queue: Queue,
    /// Called from others.
    inbox: Arc<Inbox>,
    /// Empty: it changes places with the inbox's, so that neither has to grow again.
    spare: Cell<Vec<Note>>,
}

impl RunQueue {
    /// An empty queue of the thread that `thread` wakes.
    pub(crate) fn new(thread: Waker) -> RunQueue {
        RunQueue { queue: Queue::default(), inbox: Arc::new(Inbox::new(thread)), spare: Cell::default() }
    }

    /// Adds one at the end, if it does not stand here already.
    #[inline]
    pub(crate) fn push(&self, task: Task) {
        self.queue.push(task);
    }

    /// Takes the first. What others have left goes to the end before that: who calls from another thread waits no longer
    /// than who calls from this one.
    #[inline]
    pub(crate) fn pop(&self) -> Option<Task> {
        if self.inbox.is_called() {
            self.take_in(); // seldom
        }
        self.queue.pop()
    }

    #[cold]
    fn take_in(&self) {
        let mut notes = self.inbox.take(self.spare.take());
        for note in notes.drain(..) {
            if let Some(task) = note.here(self) {
                self.queue.push(task);
            }
        }
        if notes.capacity() <= KEPT {
            self.spare.set(notes);
        }
    }

    /// Before the thread sleeps: whether it may.
    pub(crate) fn may_sleep(&self) -> bool {
        self.queue.is_empty() && self.inbox.may_sleep()
    }

    /// The executor is gone. Nobody is taken any more, nor let in.
    pub(crate) fn close(&self) {
        self.inbox.close();
        while self.queue.pop().is_some() {}
    }

    /// Where others leave their notes.
    #[inline]
    pub(crate) fn inbox(&self) -> &Arc<Inbox> {
        &self.inbox
    }
}

/// Notes from other threads that tasks can go on.
pub(crate) struct Inbox {
    /// The notes, and whether the thread sleeps. Locked for no longer than a push, or to take them all.
    notes: Mutex<Notes>,
    /// Whether there are notes. Only a hint, so that the executor, which looks before each poll, locks when it is worth it;
    /// before it sleeps it looks under the lock.
    any: AtomicBool,
    /// Wakes the executor's thread, wherever it sleeps.
    thread: Waker,
}

/// What is under the lock.
struct Notes {
    /// In the order in which they were left; `None` when the executor is gone.
    left: Option<Vec<Note>>,
    /// Set by the executor when it has seen that there is no note, under the same lock; taken by the first who leaves one
    /// after that, and who then must wake the thread. Without it each would have to, by a system call, though the thread
    /// is awake nearly always.
    asleep: bool,
}

impl Inbox {
    fn new(thread: Waker) -> Inbox {
        let notes = Notes { left: Some(Vec::new()), asleep: false };
        Inbox { notes: Mutex::new(notes), any: AtomicBool::new(false), thread }
    }

    // ANCHOR: leave
    /// Leaves a note, and wakes the thread if it sleeps. From any thread.
    pub(crate) fn push(&self, note: Note) {
        let mut notes = lock(&self.notes);
        let Some(left) = &mut notes.left else {
            drop(notes);
            return; // the note is dropped when the lock is free (invariant I5): with it may go the task's memory
        };
        left.push(note);
        self.any.store(true, Ordering::Relaxed);
        let asleep = mem::take(&mut notes.asleep);
        drop(notes);
        if asleep {
            self.thread.wake_by_ref(); // one call is enough until the loop has woken
        }
    }
    // ANCHOR_END: leave

    /// Whether somebody seems to have left a note.
    #[inline]
    pub(crate) fn is_called(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Takes all notes; the next come to `empty`.
    fn take(&self, empty: Vec<Note>) -> Vec<Note> {
        let mut notes = lock(&self.notes);
        self.any.store(false, Ordering::Relaxed);
        notes.left.as_mut().map(|left| mem::replace(left, empty)).unwrap_or_default()
    }

    // ANCHOR: may_sleep
    /// Whether there is no note, and so the thread may sleep. Then whoever leaves one will wake it.
    fn may_sleep(&self) -> bool {
        let mut notes = lock(&self.notes);
        notes.asleep = notes.left.as_ref().is_none_or(Vec::is_empty);
        notes.asleep
    }
    // ANCHOR_END: may_sleep

    /// After the thread has slept, whoever has woken it.
    pub(crate) fn has_woken(&self) {
        lock(&self.notes).asleep = false;
    }

    /// From now on notes are thrown away, and those that are there.
    fn close(&self) {
        let left = lock(&self.notes).left.take();
        drop(left); // the lock is free again (invariant I5)
    }
}

impl fmt::Debug for RunQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunQueue").field("empty", &self.queue.is_empty()).field("inbox", &self.inbox).finish()
    }
}

impl fmt::Debug for Inbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("any", &self.any).finish_non_exhaustive()
    }
}
