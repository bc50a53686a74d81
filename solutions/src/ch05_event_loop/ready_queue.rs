//! # First come, first served
//!
//! - minutes: 10
//! - idea: a task stands in the queue once or not at all, however often it is woken; that is known *before* it runs again
//! - page: chapters/ch05-event-loop/README.md#where-a-task-stands
//!
//! Build the loop's ready queue. A task is an id here; what it runs lies elsewhere. It is in one of three places: *ready*
//! (in the queue), *running or suspended* (not in the queue), or over. Five rules:
//!
//! - First come, first served: whoever became ready first is handed out first.
//! - A task that is ready already and is woken again stands in the queue once, at its old place.
//! - A task that has been handed out is no longer ready. Woken while it runs, it goes to the end of the queue: such a wake
//!   says that something has happened since the task looked.
//! - A wake for a task that is over, or was never there, finds nobody. It is no error: wakes come late.
//! - An id is never used twice, so that a late wake cannot reach another task.
//!
//! `TODO` stands five times, first where you choose the fields. You will use this queue again: in `fairness`, and in the
//! runtime of chapter 7.

use std::collections::{HashMap, VecDeque};

/// Which task: counts up, and is never used twice.
pub type TaskId = usize;

/// The tasks that can go on, in the order in which they will; and which tasks there are.
#[derive(Debug, Default)]
pub struct ReadyQueue {
    // TODO: Choose the fields: who is ready, in which order? Who is not over? Which id comes next?
    // <starter>
    // <solution fields>
    /// The next new task's id.
    next_id: TaskId,
    /// The ids of all who are ready, each once. Whoever came first is at the front.
    queue: VecDeque<TaskId>,
    /// Every task that is not over, and whether it stands in the queue.
    queued: HashMap<TaskId, bool>,
    // </solution>
}

impl ReadyQueue {
    /// There is no task.
    pub fn new() -> ReadyQueue {
        ReadyQueue::default()
    }

    /// A new task. It is ready at once, behind all that are ready now.
    pub fn insert(&mut self) -> TaskId {
        // TODO: Make a new id and put it at the end of the queue.
        // <solution insert>
        let id = self.next_id;
        self.next_id += 1;
        self.queue.push_back(id);
        self.queued.insert(id, true);
        id
        // </solution>
    }

    /// The task can go on: it goes to the end of the queue, unless it stands in the queue already. Finds nobody when the
    /// task is over.
    pub fn wake(&mut self, id: TaskId) {
        // TODO: Put the task at the end of the queue, if it is not over and not ready already.
        // <solution wake>
        if let Some(queued) = self.queued.get_mut(&id)
            && !*queued
        {
            *queued = true;
            self.queue.push_back(id);
        }
        // </solution>
    }

    /// Hands out the task that has been ready for longest. It is ready no more: the caller lets it run, and it comes back
    /// by [`wake`](Self::wake) only.
    pub fn pop(&mut self) -> Option<TaskId> {
        // TODO: Take the oldest out of the queue, and note that it is not ready any more.
        // <solution pop>
        let id = self.queue.pop_front()?;
        // Before it runs, not after: a wake that comes while it runs must put it into the queue again.
        self.queued.insert(id, false);
        Some(id)
        // </solution>
    }

    /// The task is over. It is not handed out any more, even if it stands in the queue.
    pub fn remove(&mut self, id: TaskId) {
        // TODO: Forget the task. It may have been woken while it ran for the last time.
        // <solution remove>
        if self.queued.remove(&id) == Some(true) {
            self.queue.retain(|other| *other != id);
        }
        // </solution>
    }

    /// How many tasks are ready.
    pub fn len(&self) -> usize {
        // TODO: Count who is ready.
        // <solution len>
        self.queue.len()
        // </solution>
    }

    /// Whether no task is ready: then the loop may sleep.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
