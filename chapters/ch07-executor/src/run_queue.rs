//! Who can go on: notes from any thread, taken by one.

use std::fmt;
use std::task::Waker;

use lab::steps::{self, Event};

use crate::hops;
use crate::sync::{AtomicBool, Ordering, Receiver, Sender, unbounded};
use crate::task::TaskId;

// ANCHOR: run_queue
/// The tasks that can go on, in the order in which they were called. First in, first out: nobody is overtaken.
///
/// Any thread may push; only the executor's thread pops. Between the two stands one flag, because a call that is left
/// for a thread that sleeps must also wake it.
pub struct RunQueue {
    /// Where notes are left.
    sender: Sender<TaskId>,
    /// Where they are taken.
    receiver: Receiver<TaskId>,
    /// Set by the executor *before* its last look at the queue; taken by the first who pushes after that. Whoever pushes
    /// looks at it *after* the push. So either the executor sees the note, or the pusher sees the flag. Without it every
    /// push would have to wake the thread, by a system call, though it is awake nearly always.
    asleep: AtomicBool,
    /// Wakes the executor's thread, wherever it sleeps.
    thread: Waker,
}

impl RunQueue {
    /// An empty queue of the thread that `thread` wakes.
    pub fn new(thread: Waker) -> RunQueue {
        let (sender, receiver) = unbounded();
        RunQueue { sender, receiver, asleep: AtomicBool::new(false), thread }
    }

    // ANCHOR: push
    /// Adds one at the end, and wakes the thread if it sleeps.
    pub fn push(&self, id: TaskId) {
        // It could only fail without a receiver, and that is here.
        let _ = steps::while_noting(|| Event::Ready(id.0), || self.sender.send(id));
        hops::note(file!(), "the task's id stands in the run queue");
        // Two steps, as the first is nearly free, and nearly always says no.
        if self.asleep.load(Ordering::SeqCst) && self.is_first_to_call() {
            self.thread.wake_by_ref();
        }
    }

    /// Of all who find the thread asleep one takes the flag, and wakes it.
    fn is_first_to_call(&self) -> bool {
        self.asleep.compare_exchange(true, false, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
    // ANCHOR_END: push

    /// Takes the first.
    pub fn pop(&self) -> Option<TaskId> {
        self.receiver.try_recv().ok()
    }

    /// Before the thread sleeps: whether it may. If not, somebody has pushed meanwhile.
    pub fn may_sleep(&self) -> bool {
        self.asleep.store(true, Ordering::SeqCst);
        let empty = self.receiver.is_empty();
        if !empty {
            self.has_woken();
        }
        empty
    }

    /// After the thread has slept, whoever has woken it.
    pub fn has_woken(&self) {
        self.asleep.store(false, Ordering::SeqCst);
    }
}
// ANCHOR_END: run_queue

impl fmt::Debug for RunQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunQueue").field("ready", &self.receiver.len()).field("asleep", &self.asleep).finish()
    }
}
