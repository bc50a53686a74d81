//! The runtime: an executor and a driver, found without being passed, whichever they are.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use ch02_threads::ThreadPool;
use ch07_executor::{Current, SlowPoll, TaskInfo};
use ch08_runtime::Here;
use ch08_runtime::blocking::BlockingPool;
use ch08_runtime::runtime::{Entered, NO_RUNTIME};

use crate::driver::{Persistent, PersistentPark};
use crate::parts::{Executor, Parts, Spawn};
use crate::steps::Fast;

/// What makes the tasks of a runtime of these parts.
pub type SpawnerOf<P> = <<P as Parts>::Executor as Executor<PersistentPark<P>>>::Spawner;
/// How a task of such a runtime ended.
pub type JoinHandleOf<T, P> = <SpawnerOf<P> as Spawn>::JoinHandle<T>;

/// An executor, its driver, and threads for what blocks. (asyncio: a `Runner` with its loop; tokio: `Runtime`.)
///
/// Dropped: so are all its tasks, each at the await where it stands.
pub struct Runtime<P: Parts = Fast> {
    /// Runs the tasks.
    executor: P::Executor,
    /// What tasks find.
    handle: Handle<P>,
}

/// What tasks use of their runtime; see [`Handle::current`].
pub struct Handle<P: Parts = Fast>(Rc<Inner<P>>);

struct Inner<P: Parts> {
    /// Sockets and times.
    driver: Persistent<P>,
    /// Makes tasks.
    spawner: SpawnerOf<P>,
    /// Threads for what blocks.
    pool: BlockingPool,
}

// ANCHOR: runtime
impl<P: Parts> Runtime<P> {
    /// A runtime without tasks.
    ///
    /// # Errors
    /// The system has no poller to give.
    pub fn new() -> io::Result<Runtime<P>> {
        let driver = Persistent::new()?;
        let executor = P::Executor::new(PersistentPark::new(&driver));
        let spawner = executor.spawner();
        let pool = BlockingPool::default();
        Ok(Runtime { executor, handle: Handle(Rc::new(Inner { driver, spawner, pool })) })
    }

    /// Runs until this future is done, and gives its output. Tasks run meanwhile, and stay where they are afterwards.
    /// (asyncio: `run_until_complete`; tokio: `Runtime::block_on`.)
    ///
    /// # Panics
    /// When the future does, and when this thread is in a runtime already.
    pub fn block_on<F: Future>(&mut self, future: F) -> F::Output {
        let _entered = self.handle.enter();
        self.executor.block_on(future)
    }
}
// ANCHOR_END: runtime

impl<P: Parts> Drop for Runtime<P> {
    /// What tasks hold may use the runtime once more when it is dropped. So they are dropped inside of it.
    fn drop(&mut self) {
        let _entered = self.handle.enter();
        // An executor that is exchanged for a fresh one drops its tasks here.
        self.executor = P::Executor::new(PersistentPark::new(&self.handle.0.driver));
    }
}

impl<P: Parts> Runtime<P> {
    /// From now on `tell` hears of every poll that takes longer than `threshold`. It costs a look at the clock before and
    /// after each poll.
    pub fn warn_of_slow_polls(&mut self, threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static) {
        self.executor.warn_of_slow_polls(threshold, tell);
    }

    /// What tasks use of it.
    pub fn handle(&self) -> &Handle<P> {
        &self.handle
    }

    /// How many tasks are not over.
    pub fn tasks(&self) -> usize {
        self.executor.tasks()
    }
}

impl<P: Parts> Handle<P> {
    /// That of the runtime this thread is in.
    ///
    /// # Panics
    /// When it is in none.
    #[track_caller]
    pub fn current() -> Handle<P> {
        Handle::try_current().unwrap_or_else(|| panic!("{NO_RUNTIME}"))
    }

    /// That of the runtime this thread is in, if it is in one.
    pub fn try_current() -> Option<Handle<P>> {
        P::current().try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Until what comes back is dropped, it is the current one.
    fn enter(&self) -> (Entered<Handle<P>>, Entered<BlockingPool>) {
        (Entered::new(P::current(), self.clone()), self.0.pool.enter())
    }

    /// What its sockets and sleeps wait through.
    pub fn driver(&self) -> &Persistent<P> {
        &self.0.driver
    }

    /// The same, by the name it has in chapter 8: to ask how many sockets and timers there are.
    pub fn reactor(&self) -> &Persistent<P> {
        &self.0.driver
    }

    /// What makes tasks.
    pub fn spawner(&self) -> &SpawnerOf<P> {
        &self.0.spawner
    }

    /// Threads for what blocks.
    ///
    /// # Panics
    /// When they are asked for the first time, and the system has none to give.
    pub fn pool(&self) -> &ThreadPool {
        self.0.pool.threads()
    }
}

impl<P: Parts> Current for Persistent<P> {
    #[track_caller]
    fn current() -> Persistent<P> {
        Handle::<P>::current().0.driver.clone()
    }
}

// ANCHOR: here
impl<P: Parts> Here for Persistent<P> {
    type JoinHandle<T> = JoinHandleOf<T, P>;

    #[track_caller]
    fn spawn_named<F: Future + 'static>(
        name: impl Into<Cow<'static, str>>,
        future: F,
    ) -> JoinHandleOf<F::Output, P> {
        Handle::<P>::current().spawner().make(Some(name.into()), future)
    }

    fn cancel<T>(task: &JoinHandleOf<T, P>) {
        SpawnerOf::<P>::cancel(task);
    }

    fn wake<T>(task: &JoinHandleOf<T, P>) {
        SpawnerOf::<P>::wake(task);
    }
}
// ANCHOR_END: here

/// Runs a future on a runtime of its own, and gives its output. (asyncio: `run`; tokio: `#[tokio::main]`.)
///
/// ```
/// let answer = ch09_fast_path::block_on(async {
///     let question = ch09_fast_path::spawn(async { 6 * 7 });
///     question.await.unwrap()
/// });
/// assert_eq!(answer, 42);
/// ```
///
/// # Panics
/// When the future does, when this thread is in a runtime already, and when the system has no poller to give.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match Runtime::<Fast>::new() {
        Ok(mut runtime) => runtime.block_on(future),
        Err(error) => panic!("no runtime: the system has no poller to give: {error}"),
    }
}

/// Makes a task of the current runtime. It is ready at once, and runs after all that are ready now. (asyncio:
/// `create_task`; tokio: `spawn_local`.)
///
/// The handle dropped: the task goes on. To end with its maker, tasks belong into a [`JoinSet`](crate::JoinSet).
///
/// # Panics
/// When this thread is in no runtime.
#[track_caller]
pub fn spawn<F: Future + 'static>(future: F) -> JoinHandleOf<F::Output, Fast> {
    Handle::<Fast>::current().spawner().make(None, future)
}

/// The same with a name, for messages.
///
/// # Panics
/// When this thread is in no runtime.
#[track_caller]
pub fn spawn_named<F: Future + 'static>(
    name: impl Into<Cow<'static, str>>,
    future: F,
) -> JoinHandleOf<F::Output, Fast> {
    Persistent::<Fast>::spawn_named(name, future)
}

/// Every task of the current runtime that is not over: its name, whether it is ready, what it waits for. (asyncio:
/// `all_tasks`.)
///
/// Dropped: nothing is lost.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn tasks() -> Vec<TaskInfo> {
    let here = Handle::<Fast>::current();
    here.spawner().list().await
}

impl<P: Parts> Clone for Handle<P> {
    fn clone(&self) -> Handle<P> {
        Handle(Rc::clone(&self.0))
    }
}

impl<P: Parts> fmt::Debug for Handle<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("driver", self.driver()).finish_non_exhaustive()
    }
}

impl<P: Parts> fmt::Debug for Runtime<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("handle", &self.handle)
            .field("tasks", &self.tasks())
            .finish_non_exhaustive()
    }
}
