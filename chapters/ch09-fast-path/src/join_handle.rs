//! How a task ended, read from where the task was.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use ch07_executor::{JoinError, TaskId, WaitsFor, waits_for};

use crate::task::{Joint, Outcome};

/// How a task ended, once it has. (asyncio: `Task`, as it is awaited; tokio: `JoinHandle`.)
///
/// It is one pointer: what chapter 7's handle shares with its task in an allocation of its own, and its copy of the name,
/// are in the task.
///
/// Dropped, it *detaches*: the task goes on, and nobody hears of its end. (Not so in smol, where dropping cancels.)
///
/// ```
/// use ch06_waker::Parker;
/// use ch07_executor::JoinError;
/// use ch09_fast_path::executor::LocalExecutor;
///
/// let mut executor = LocalExecutor::new(Parker::new());
/// let spawner = executor.spawner();
/// executor.block_on(async move {
///     let never = spawner.spawn(std::future::pending::<()>());
///     never.cancel();
///     assert_eq!(never.await, Err(JoinError::Cancelled));
/// });
/// ```
///
/// # Panics
/// When it is awaited, by `&mut`, once more after it has given the outcome.
#[must_use = "to let the task go on alone, say `drop`"]
pub struct JoinHandle<T>(pub(crate) Joint<T>);

impl<T> JoinHandle<T> {
    /// Cancels the task: at its next turn its future is dropped, at the await where it stands, with all it holds.
    /// (asyncio raises `CancelledError` in it, which it may catch and ignore; a drop cannot be ignored.)
    ///
    /// If it is over by then, it is over. Await the handle to learn which, and to be sure that it has let everything go.
    pub fn cancel(&self) {
        self.0.task().cancel();
    }

    /// Has the task polled once more, so that it looks again at whatever it waits for.
    pub fn wake(&self) {
        self.0.task().wake();
    }

    /// Whether the task is over.
    pub fn is_finished(&self) -> bool {
        self.0.task().is_over()
    }

    /// Which task.
    pub fn id(&self) -> TaskId {
        self.0.task().id()
    }

    /// Its name, if it was given one.
    pub fn name(&self) -> Option<&str> {
        self.0.task().name().map(|name| &**name)
    }
}

// ANCHOR: join
impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.take() {
            Outcome::Ended(outcome) => Poll::Ready(outcome),
            Outcome::NotYet => {
                self.0.wait(cx.waker());
                waits_for(WaitsFor::Task(self.id()));
                Poll::Pending
            }
            // Pending for ever would be a hang without a name.
            Outcome::GivenAway => panic!("a JoinHandle was polled after it had given its outcome"),
        }
    }
}
// ANCHOR_END: join

/// An output is given away by value: nothing of it is pinned here.
impl<T> Unpin for JoinHandle<T> {}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id())
            .field("name", &self.name())
            .field("finished", &self.is_finished())
            .finish()
    }
}
