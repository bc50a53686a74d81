//! What the executor runs, and the waker that names it.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Wake, Waker};

use lab::steps::{self, Event};
use lab::timeline::{self, Kind, Lane, State};

use crate::hops;
use crate::run_queue::RunQueue;
use crate::sync::{AtomicBool, Ordering};
use crate::turn::WaitsFor;

/// Which task. Never used twice (invariant I2): an id that is kept too long finds nobody, not somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub(crate) u64);

impl TaskId {
    /// The task of this number. For executors: each gives its tasks numbers of its own.
    pub fn from_number(number: u64) -> TaskId {
        TaskId(number)
    }

    /// Its number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A future the executor runs, with what it must know of it. It stays in the executor's own table, on one thread: so it
/// need not be `Send`, though its waker is.
pub(crate) struct Task {
    /// Which one it is.
    pub(crate) id: TaskId,
    /// For messages; a task without a name is called by its id.
    pub(crate) name: Option<Cow<'static, str>>,
    /// What it runs. It delivers its own output, see [`crate::join_handle`].
    pub(crate) future: Pin<Box<dyn Future<Output = ()>>>,
    /// What its waker holds.
    pub(crate) call: Arc<Call>,
    /// The waker, made once: each poll lends it.
    pub(crate) waker: Waker,
    /// What it has said it waits for, at its last poll.
    pub(crate) waits_for: Option<WaitsFor>,
}

// ANCHOR: call
/// What a task's waker holds: a note saying whom to continue, and where to leave it. No future, nothing that belongs to
/// one thread: any thread may call, and may keep the waker for as long as it likes.
#[derive(Debug)]
pub struct Call {
    /// Whom to continue.
    id: TaskId,
    /// Whether the id stands in the queue already: a thousand wakes before the next poll are one poll. Set by the first
    /// of them; cleared by the executor *before* it polls (invariant I3), so that a wake during the poll counts.
    queued: AtomicBool,
    /// Where to leave the note.
    queue: Arc<RunQueue>,
    /// The task's lane in the picture.
    lane: Lane,
}

// ANCHOR: wake
impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::SeqCst) {
            timeline::mark(self.lane, State::Ready);
            hops::note(file!(), "the waker is woken, and it is the first call since the last poll");
            self.queue.push(self.id);
        }
    }
}
// ANCHOR_END: wake
// ANCHOR_END: call

impl Call {
    /// A call that is in the queue already: every task begins ready.
    ///
    /// The name is for the pictures.
    pub(crate) fn queued(id: TaskId, queue: &Arc<RunQueue>, name: impl Fn() -> String) -> Arc<Call> {
        let lane = timeline::lane(Kind::Task, &name);
        timeline::mark(lane, State::Ready);
        steps::note(|| Event::Made { task: id.0, name: name() });
        queue.push(id);
        Arc::new(Call { id, queued: AtomicBool::new(true), queue: Arc::clone(queue), lane })
    }

    /// The poll begins: what is called from now on is a new call.
    pub(crate) fn answered(&self) {
        steps::note(|| Event::Runs(self.id.0));
        timeline::run_task(self.lane);
        self.queued.store(false, Ordering::SeqCst);
    }

    /// The poll has said *pending*.
    pub(crate) fn suspended(&self) {
        steps::note(|| Event::Waits(self.id.0));
        if !self.is_queued() {
            timeline::mark(self.lane, State::Waiting);
        }
    }

    /// Whom it calls.
    pub(crate) fn id(&self) -> TaskId {
        self.id
    }

    /// The task is over.
    pub(crate) fn over(&self) {
        steps::note(|| Event::Done(self.id.0));
        timeline::mark(self.lane, State::Gone);
    }

    /// Whether it is to be polled.
    pub(crate) fn is_queued(&self) -> bool {
        self.queued.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}
