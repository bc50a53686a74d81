//! What a runtime is put together from, so that each part can be exchanged alone.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::thread::LocalKey;
use std::time::Duration;

use ch07_executor::{JoinError, JoinHandle as JoinHandle7, LocalExecutor as Executor7};
use ch07_executor::{Park, SlowPoll, TaskInfo};

use crate::backend::Backend;
use crate::driver::PersistentPark;
use crate::executor::LocalExecutor;
use crate::join_handle::JoinHandle;
use crate::runtime::Handle;
use crate::timer_table::TimerTable;

// ANCHOR: parts
/// The parts of a runtime. A type for each choice of them: see [`crate::steps`].
pub trait Parts: Sized + 'static {
    /// What tells of sockets.
    type Backend: Backend;
    /// Who waits until when.
    type Timers: TimerTable;
    /// What runs the tasks.
    type Executor: Executor<PersistentPark<Self>>;

    /// The variable that each thread has for itself: the runtime of these parts it is in. (A generic one there cannot be.)
    fn current() -> &'static LocalKey<RefCell<Option<Handle<Self>>>>;
}

/// What runs tasks, and waits in a [`Park`] when none is ready.
pub trait Executor<P: Park>: fmt::Debug {
    /// What makes tasks.
    type Spawner: Spawn;

    /// An executor without tasks.
    fn new(park: P) -> Self;

    /// What makes its tasks.
    fn spawner(&self) -> Self::Spawner;

    /// Runs until this future is done.
    fn block_on<F: Future>(&mut self, main: F) -> F::Output;

    /// How many tasks are not over.
    fn tasks(&self) -> usize;

    /// From now on `tell` hears of every poll that takes longer.
    fn warn_of_slow_polls(&mut self, threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static);
}

/// Makes tasks. A handle: its clones make tasks of the same executor.
pub trait Spawn: Clone + 'static {
    /// How a task ended.
    type JoinHandle<T>: Future<Output = Result<T, JoinError>> + Unpin;

    /// Makes a task.
    fn make<F: Future + 'static>(
        &self,
        name: Option<Cow<'static, str>>,
        future: F,
    ) -> Self::JoinHandle<F::Output>;

    /// Cancels a task.
    fn cancel<T>(task: &Self::JoinHandle<T>);

    /// Has a task polled once more.
    fn wake<T>(task: &Self::JoinHandle<T>);

    /// Every task that is not over.
    fn list(&self) -> impl Future<Output = Vec<TaskInfo>>;
}
// ANCHOR_END: parts

/// Both executors have the same methods.
macro_rules! executor {
    ($executor:ident, $spawner:ty, $handle:ident) => {
        impl<P: Park + fmt::Debug> Executor<P> for $executor<P> {
            type Spawner = $spawner;

            fn new(park: P) -> $executor<P> {
                $executor::new(park)
            }

            fn spawner(&self) -> $spawner {
                $executor::spawner(self)
            }

            fn block_on<F: Future>(&mut self, main: F) -> F::Output {
                $executor::block_on(self, main)
            }

            fn tasks(&self) -> usize {
                $executor::tasks(self)
            }

            fn warn_of_slow_polls(&mut self, threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static) {
                $executor::warn_of_slow_polls(self, threshold, tell);
            }
        }

        impl Spawn for $spawner {
            type JoinHandle<T> = $handle<T>;

            #[inline]
            fn make<F: Future + 'static>(
                &self,
                name: Option<Cow<'static, str>>,
                future: F,
            ) -> $handle<F::Output> {
                match name {
                    Some(name) => self.spawn_named(name, future),
                    None => self.spawn(future),
                }
            }

            fn cancel<T>(task: &$handle<T>) {
                task.cancel();
            }

            fn wake<T>(task: &$handle<T>) {
                task.wake();
            }

            fn list(&self) -> impl Future<Output = Vec<TaskInfo>> {
                self.tasks()
            }
        }
    };
}
executor!(Executor7, ch07_executor::Spawner, JoinHandle7);
executor!(LocalExecutor, crate::executor::Spawner, JoinHandle);
