//! A list of all tasks, for one of them.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use crate::task::TaskId;
use crate::turn::WaitsFor;

/// A task, as [`Spawner::tasks`](crate::Spawner::tasks) lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInfo {
    /// Which one.
    pub id: TaskId,
    /// Its name, if it has one.
    pub name: Option<Cow<'static, str>>,
    /// Whether it stands in the queue: it waits for nothing but its turn.
    pub ready: bool,
    /// What it waits for, where it has said so.
    pub waits_for: Option<WaitsFor>,
}

/// Tasks ask for a list of all tasks; the executor, whose table they stand in, is busy running one of them. It answers
/// between two turns.
#[derive(Default)]
pub struct Census {
    /// Who has asked: where to put the list, and whom to wake.
    asked: RefCell<Vec<(Rc<Answer>, Waker)>>,
}

/// The list, once the executor has given it.
type Answer = Cell<Option<Vec<TaskInfo>>>;

impl Census {
    /// Waits for the list.
    ///
    /// Dropped: nothing is lost.
    pub async fn ask(&self) -> Vec<TaskInfo> {
        let answer = Rc::<Answer>::default();
        poll_fn(|cx| match answer.take() {
            Some(tasks) => Poll::Ready(tasks),
            None => {
                let asked = (Rc::clone(&answer), cx.waker().clone());
                self.asked.borrow_mut().push(asked);
                Poll::Pending
            }
        })
        .await
    }

    /// Gives the list to those who have asked for it; it is made only if somebody has.
    pub fn answer(&self, list: impl FnOnce() -> Vec<TaskInfo>) {
        if self.asked.borrow().is_empty() {
            return; // nearly always
        }
        let (asked, tasks) = (self.asked.take(), list());
        for (answer, waker) in asked {
            answer.set(Some(tasks.clone()));
            waker.wake();
        }
    }
}

impl fmt::Debug for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Census").field("asked", &self.asked.borrow().len()).finish()
    }
}
