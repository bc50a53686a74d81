//! Tasks that end with their maker.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use ch07_executor::{JoinError, WaitsFor, waits_for};
use pin_project_lite::pin_project;

use crate::driver::RuntimeDriver;
use crate::here::Here;

/// A group of tasks that end with their maker, and no later. (asyncio: `TaskGroup`; tokio: `JoinSet`.)
///
/// Dropped: all are cancelled. Each is dropped at its next turn, so a little later; who must be sure that they have let
/// everything go awaits [`shutdown`](Self::shutdown).
///
/// ```
/// use ch08_runtime::{JoinSet, block_on};
///
/// let mut squares = block_on(async {
///     let mut set = JoinSet::new();
///     for n in 1..=3 {
///         set.spawn(async move { n * n });
///     }
///     let mut squares = Vec::new();
///     while let Some(square) = set.join_next().await {
///         squares.push(square.unwrap());
///     }
///     squares
/// });
/// squares.sort();
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub struct JoinSet<T, D: Here = RuntimeDriver> {
    /// The tasks whose outcome was not given away, by the order of their making.
    children: BTreeMap<u64, D::JoinHandle<T>>,
    /// The next child's number.
    next: u64,
    /// Who has ended.
    ended: Rc<Ended>,
}

/// What the children tell the set.
#[derive(Default)]
struct Ended {
    /// The numbers of those that are over, in that order.
    children: RefCell<VecDeque<u64>>,
    /// Who waits for one of them: the waker of the last poll.
    waiting: Cell<Option<Waker>>,
}

/// Tells the set when it is dropped, in whichever way its task ends.
struct Tell {
    /// Which child.
    child: u64,
    /// Where to tell.
    ended: Rc<Ended>,
}

impl Drop for Tell {
    fn drop(&mut self) {
        self.ended.children.borrow_mut().push_back(self.child);
        if let Some(waiting) = self.ended.waiting.take() {
            waiting.wake();
        }
    }
}

pin_project! {
    /// A child, as its task runs it. (An `async` block would hold the future twice: where it was captured, and where it is
    /// awaited.)
    struct Child<F> {
        #[pin]
        future: F,
        // Dropped after the future.
        tell: Tell,
    }
}

impl<F: Future> Future for Child<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}

impl<T, D: Here> JoinSet<T, D> {
    /// A group without tasks.
    pub fn new() -> JoinSet<T, D> {
        JoinSet { children: BTreeMap::new(), next: 0, ended: Rc::default() }
    }

    // ANCHOR: join_set
    /// Makes a task of the current runtime that belongs to this group.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    #[track_caller]
    pub fn spawn(&mut self, future: impl Future<Output = T> + 'static)
    where
        T: 'static,
    {
        self.spawn_named("child", future);
    }

    /// The same with a name, for messages and pictures.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    #[track_caller]
    pub fn spawn_named(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        future: impl Future<Output = T> + 'static,
    ) where
        T: 'static,
    {
        let child = self.next;
        self.next += 1;
        let tell = Tell { child, ended: Rc::clone(&self.ended) };
        let task = Child { future, tell };
        self.children.insert(child, D::spawn_named(name, task));
    }

    /// Waits until one of them is over, whichever is first; `None` when none is left.
    ///
    /// Dropped: nothing is lost, the next call gives it.
    pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        poll_fn(|cx| self.poll_next(cx)).await.map(|(_, outcome)| outcome)
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(u64, Result<T, JoinError>)>> {
        if self.children.is_empty() {
            return Poll::Ready(None);
        }
        let over = self.ended.children.borrow_mut().pop_front();
        let Some(child) = over else {
            self.ended.waiting.set(Some(cx.waker().clone()));
            waits_for(WaitsFor::Named("a task of its group"));
            return Poll::Pending;
        };
        // To tell us was the last thing it did: its outcome is here.
        match self.children.get_mut(&child).map(|handle| pin!(handle).poll(cx)) {
            Some(Poll::Ready(outcome)) => {
                self.children.remove(&child);
                Poll::Ready(Some((child, outcome)))
            }
            _ => {
                self.ended.children.borrow_mut().push_front(child);
                Poll::Pending
            }
        }
    }

    /// Cancels all, and waits until each has let everything go.
    ///
    /// Dropped: they are cancelled all the same.
    pub async fn shutdown(&mut self) {
        self.cancel_all();
        while self.join_next().await.is_some() {}
    }

    /// Cancels all: each is dropped at its next turn.
    pub fn cancel_all(&self) {
        self.children.values().for_each(D::cancel);
    }
    // ANCHOR_END: join_set

    /// Has each of them look again at whatever it waits for: what they all share has changed.
    pub fn wake_all(&self) {
        self.children.values().for_each(D::wake);
    }

    /// One that is over already, if there is one.
    pub fn try_join_next(&mut self) -> Option<Result<T, JoinError>> {
        match self.poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(next) => next.map(|(_, outcome)| outcome),
            Poll::Pending => None,
        }
    }

    /// How many there are whose outcome was not given away.
    pub fn len(&self) -> usize {
        self.children.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.children.is_empty()
    }
}

// ANCHOR: try_join_all
impl<T, E, D: Here> JoinSet<Result<T, E>, D> {
    /// Waits for all, and gives their outputs in the order of their making. The first that fails cancels the rest; then
    /// it is told, but not before all have let everything go: no child outlives this call. (asyncio: the end of the `async
    /// with TaskGroup()` block.)
    ///
    /// Dropped: all are cancelled, as the set is.
    ///
    /// # Errors
    /// The first failure.
    pub async fn try_join_all(mut self) -> Result<Vec<T>, Failed<E>> {
        let mut outputs = BTreeMap::new();
        while let Some((child, outcome)) = poll_fn(|cx| self.poll_next(cx)).await {
            let failed = match outcome {
                Ok(Ok(output)) => {
                    outputs.insert(child, output);
                    continue;
                }
                Ok(Err(error)) => Failed::Error(error),
                Err(error) => Failed::Task(error),
            };
            self.shutdown().await;
            return Err(failed);
        }
        Ok(outputs.into_values().collect())
    }
}
// ANCHOR_END: try_join_all

impl<T, D: Here> Drop for JoinSet<T, D> {
    fn drop(&mut self) {
        self.cancel_all();
    }
}

/// The first failure of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed<E> {
    /// A task has given this error.
    Error(E),
    /// A task has panicked, or was cancelled.
    Task(JoinError),
}

impl<E: fmt::Display> fmt::Display for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Error(error) => write!(f, "{error}"),
            Failed::Task(error) => write!(f, "{error}"),
        }
    }
}

impl<E: std::error::Error> std::error::Error for Failed<E> {}

impl<T, D: Here> Default for JoinSet<T, D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T, D: Here> fmt::Debug for JoinSet<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet").field("tasks", &self.children.len()).finish_non_exhaustive()
    }
}
