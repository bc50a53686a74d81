//! How a task ended, for whoever wants to know.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use ch02_threads::thread_pool::panic_message;

use crate::task::TaskId;
use crate::turn::{WaitsFor, waits_for};

/// How a task ended, once it has. (asyncio: `Task`, as it is awaited; tokio: `JoinHandle`.)
///
/// Dropped, it *detaches*: the task goes on, and nobody hears of its end. (Not so in smol, where dropping cancels.)
///
/// ```
/// use ch06_waker::Parker;
/// use ch07_executor::{JoinError, LocalExecutor};
///
/// let mut executor = LocalExecutor::new(Parker::new());
/// let spawner = executor.spawner();
/// executor.block_on(async move {
///     let never = spawner.spawn(std::future::pending::<()>());
///     never.cancel();
///     assert_eq!(never.await, Err(JoinError::Cancelled));
///
///     let broken = spawner.spawn(async { panic!("no such file") });
///     assert_eq!(broken.await, Err::<(), _>(JoinError::Panicked("no such file".to_owned())));
/// });
/// ```
///
/// # Panics
/// When it is awaited, by `&mut`, once more after it has given the outcome.
#[must_use = "to let the task go on alone, say `drop`"]
pub struct JoinHandle<T> {
    /// What it shares with the task.
    joint: Rc<Joint<T>>,
    /// The task.
    id: TaskId,
    /// Its name, if it has one.
    name: Option<Cow<'static, str>>,
    /// The task's own waker: it must be polled to see that it is cancelled.
    task: Waker,
}

/// Why a task has no output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinError {
    /// It panicked; this is what it said.
    Panicked(String),
    /// It was cancelled, or its executor was dropped before it was over.
    Cancelled,
}

/// What a task and its handle share. Both live on the executor's thread, so plain cells do.
struct Joint<T> {
    /// Set when the task is over, taken by the handle.
    outcome: Cell<Option<Result<T, JoinError>>>,
    /// Set when the task is over, never unset.
    over: Cell<bool>,
    /// Set by [`JoinHandle::cancel`]; the task looks at it before each poll.
    cancelled: Cell<bool>,
    /// Who awaits the handle: the waker of the last poll.
    waiting: Cell<Option<Waker>>,
}

impl<T> Joint<T> {
    fn finish(&self, outcome: Result<T, JoinError>) {
        self.over.set(true);
        self.outcome.set(Some(outcome));
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
    }
}

/// The task's end of a joint. If it goes before an outcome was delivered, that is an outcome too.
pub(crate) struct Deliver<T>(Rc<Joint<T>>);

/// The two ends, for the task that `task` wakes.
pub(crate) fn joint<T>(
    id: TaskId,
    name: Option<Cow<'static, str>>,
    task: Waker,
) -> (Deliver<T>, JoinHandle<T>) {
    let joint = Rc::new(Joint {
        outcome: Cell::new(None),
        over: Cell::new(false),
        cancelled: Cell::new(false),
        waiting: Cell::new(None),
    });
    (Deliver(Rc::clone(&joint)), JoinHandle { joint, id, name, task })
}

// ANCHOR: deliver
impl<T> Deliver<T> {
    /// The future as a task runs it: with its panics caught, its cancelling seen, its output delivered.
    //
    // The future is the first argument, so it is the first that is dropped, should the task never run. It is in a box of
    // its own: an `async fn` that pins an argument holds it twice, where it came in and where it stays.
    pub(crate) async fn run<F: Future<Output = T>>(future: Pin<Box<F>>, deliver: Deliver<T>) {
        let mut future = Some(future);
        let mut outcome = poll_fn(|cx| match &mut future {
            // A panic ends this task and nothing else. The future is dropped unseen, three lines below, so nobody looks at
            // what it has left half done inside.
            Some(future) if !deliver.0.cancelled.get() => {
                match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
                    Ok(poll) => poll.map(Ok),
                    Err(panic) => Poll::Ready(Err(JoinError::panicked(&*panic))),
                }
            }
            _ => Poll::Ready(Err(JoinError::Cancelled)),
        })
        .await;
        // Before its end is told: then everything it held is free. A drop may panic too; of two panics the first is told.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(future.take())));
        if let (Err(panic), Ok(_) | Err(JoinError::Cancelled)) = (dropped, &outcome) {
            outcome = Err(JoinError::panicked(&*panic));
        }
        deliver.0.finish(outcome);
    }
}
// ANCHOR_END: deliver

impl<T> Drop for Deliver<T> {
    fn drop(&mut self) {
        if !self.0.over.get() {
            self.0.finish(Err(JoinError::Cancelled));
        }
    }
}

impl JoinError {
    /// The end of a task whose panic was caught. For executors.
    pub fn panicked(panic: &(dyn Any + Send)) -> JoinError {
        JoinError::Panicked(panic_message(panic).to_owned())
    }
}

impl<T> JoinHandle<T> {
    /// Cancels the task: at its next turn its future is dropped, at the await where it stands, with all it holds.
    /// (asyncio raises `CancelledError` in it, which it may catch and ignore; a drop cannot be ignored.)
    ///
    /// If it is over by then, it is over. Await the handle to learn which, and to be sure that it has let everything go.
    pub fn cancel(&self) {
        self.joint.cancelled.set(true);
        self.task.wake_by_ref();
    }

    /// Has the task polled once more, so that it looks again at whatever it waits for.
    pub fn wake(&self) {
        self.task.wake_by_ref();
    }

    /// Whether the task is over.
    pub fn is_finished(&self) -> bool {
        self.joint.over.get()
    }

    /// Which task.
    pub fn id(&self) -> TaskId {
        self.id
    }

    /// Its name, if it was given one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.joint.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                // Pending for ever would be a hang without a name.
                assert!(!self.joint.over.get(), "a JoinHandle was polled after it had given its outcome");
                self.joint.waiting.set(Some(cx.waker().clone()));
                waits_for(WaitsFor::Task(self.id));
                Poll::Pending
            }
        }
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JoinError::Panicked(said) => write!(f, "the task panicked: {said}"),
            JoinError::Cancelled => write!(f, "the task was cancelled"),
        }
    }
}

impl std::error::Error for JoinError {}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("finished", &self.is_finished())
            .finish()
    }
}
