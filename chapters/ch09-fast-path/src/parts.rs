//! What a runtime is put together from, so that each part can be exchanged alone.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::thread::LocalKey;
use std::time::Duration;

use ch07_executor::{JoinError, JoinHandle, LocalExecutor, Park, SlowPoll, Spawner, TaskInfo};

use crate::backend::Backend;
use crate::driver::LevelPark;
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
    type Executor: Executor<LevelPark<Self>>;

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

    /// Every task that is not over.
    fn list(&self) -> impl Future<Output = Vec<TaskInfo>>;
}
// ANCHOR_END: parts

/// Chapter 7's executor, for the steps that keep it.
impl<P: Park + fmt::Debug> Executor<P> for LocalExecutor<P> {
    type Spawner = Spawner;

    fn new(park: P) -> LocalExecutor<P> {
        LocalExecutor::new(park)
    }

    fn spawner(&self) -> Spawner {
        LocalExecutor::spawner(self)
    }

    fn block_on<F: Future>(&mut self, main: F) -> F::Output {
        LocalExecutor::block_on(self, main)
    }

    fn tasks(&self) -> usize {
        LocalExecutor::tasks(self)
    }

    fn warn_of_slow_polls(&mut self, threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static) {
        LocalExecutor::warn_of_slow_polls(self, threshold, tell);
    }
}

impl Spawn for Spawner {
    type JoinHandle<T> = JoinHandle<T>;

    fn make<F: Future + 'static>(&self, name: Option<Cow<'static, str>>, future: F) -> JoinHandle<F::Output> {
        match name {
            Some(name) => self.spawn_named(name, future),
            None => self.spawn(future),
        }
    }

    fn cancel<T>(task: &JoinHandle<T>) {
        task.cancel();
    }

    fn list(&self) -> impl Future<Output = Vec<TaskInfo>> {
        self.tasks()
    }
}
