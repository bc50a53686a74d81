//! The runtime: chapter 7's executor and reactor, found without being passed.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::mem;
use std::rc::Rc;
use std::thread::LocalKey;
use std::time::Duration;

use ch02_threads::ThreadPool;
use ch07_executor::{JoinHandle, LocalExecutor, Reactor, ReactorPark, SlowPoll, Spawner, TaskInfo};

use crate::blocking::BlockingPool;
use crate::driver::RuntimeDriver;

/// An executor, its reactor, and threads for what blocks. (asyncio: a `Runner` with its loop; tokio: `Runtime`.)
///
/// Dropped: so are all its tasks, each at the await where it stands.
#[derive(Debug)]
pub struct Runtime {
    /// Runs the tasks.
    executor: LocalExecutor<ReactorPark>,
    /// What tasks find.
    handle: Handle,
}

/// What tasks use of their runtime; see [`Handle::current`].
#[derive(Clone)]
pub struct Handle(Rc<Inner>);

struct Inner {
    /// Sockets and times.
    driver: RuntimeDriver,
    /// Makes tasks.
    spawner: Spawner,
    /// Threads for what blocks.
    pool: BlockingPool,
}

thread_local! {
    /// The runtime this thread is in. (asyncio: `get_running_loop`.)
    static CURRENT: RefCell<Option<Handle>> = const { RefCell::new(None) };
}

/// What is said where there is none.
pub const NO_RUNTIME: &str = "no runtime on this thread: call this from inside `block_on`. A thread of one's own, and one of \
     `spawn_blocking`, are in no runtime: send what they find through a channel";

// ANCHOR: runtime
impl Runtime {
    /// A runtime without tasks.
    ///
    /// # Errors
    /// The system has no poller to give.
    pub fn new() -> io::Result<Runtime> {
        let reactor = Reactor::new()?;
        let executor = LocalExecutor::new(ReactorPark::new(&reactor));
        let (driver, spawner) = (RuntimeDriver(reactor), executor.spawner());
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

impl Drop for Runtime {
    /// What tasks hold may use the runtime once more when it is dropped. So they are dropped inside of it.
    fn drop(&mut self) {
        let _entered = self.handle.enter();
        // Without tasks there is nothing to wait for: an executor that is exchanged for a fresh one drops them here.
        self.executor = LocalExecutor::new(ReactorPark::new(&self.handle.0.driver.0));
    }
}
// ANCHOR_END: runtime

impl Runtime {
    /// From now on `tell` hears of every poll that takes longer than `threshold`. (asyncio: the debug mode's
    /// `slow_callback_duration`.) It costs a look at the clock before and after each poll.
    pub fn warn_of_slow_polls(&mut self, threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static) {
        self.executor.warn_of_slow_polls(threshold, tell);
    }

    /// What tasks use of it.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// How many tasks are not over.
    pub fn tasks(&self) -> usize {
        self.executor.tasks()
    }
}

// ANCHOR: current
impl Handle {
    /// That of the runtime this thread is in.
    ///
    /// # Panics
    /// When it is in none.
    #[track_caller]
    pub fn current() -> Handle {
        Handle::try_current().unwrap_or_else(|| panic!("{NO_RUNTIME}"))
    }

    /// That of the runtime this thread is in, if it is in one.
    pub fn try_current() -> Option<Handle> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Until what comes back is dropped, it is the current one.
    fn enter(&self) -> (Entered<Handle>, Entered<BlockingPool>) {
        (Entered::new(&CURRENT, self.clone()), self.0.pool.enter())
    }
}

/// Until it is dropped, something is the current one of this thread.
#[derive(Debug)]
pub struct Entered<T: 'static> {
    /// The variable that each thread has for itself.
    current: &'static LocalKey<RefCell<Option<T>>>,
    /// What stood there before.
    before: Option<T>,
}

impl<T> Entered<T> {
    /// From now on it is the current one.
    pub fn new(current: &'static LocalKey<RefCell<Option<T>>>, new: T) -> Entered<T> {
        let before = current.try_with(|current| current.replace(Some(new))).ok().flatten();
        Entered { current, before }
    }
}

impl<T> Drop for Entered<T> {
    fn drop(&mut self) {
        let before = self.before.take();
        // The thread may be ending. And the handle that goes may be the last: it is dropped when the borrow is over.
        let gone = self.current.try_with(|current| mem::replace(&mut *current.borrow_mut(), before));
        drop(gone);
    }
}
// ANCHOR_END: current

impl Handle {
    /// What its sockets and sleeps wait through.
    pub fn driver(&self) -> &RuntimeDriver {
        &self.0.driver
    }

    /// Its reactor: to ask how many sockets and timers there are.
    pub fn reactor(&self) -> &Reactor {
        &self.0.driver.0
    }

    /// What makes tasks.
    pub fn spawner(&self) -> &Spawner {
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

/// Runs a future on a runtime of its own, and gives its output. (asyncio: `run`; tokio: `#[tokio::main]`.)
///
/// ```
/// let answer = ch08_runtime::block_on(async {
///     let question = ch08_runtime::spawn(async { 6 * 7 });
///     question.await.unwrap()
/// });
/// assert_eq!(answer, 42);
/// ```
///
/// # Panics
/// When the future does, when this thread is in a runtime already, and when the system has no poller to give.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match Runtime::new() {
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
pub fn spawn<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    Handle::current().spawner().spawn(future)
}

/// The same with a name, for messages and pictures.
///
/// # Panics
/// When this thread is in no runtime.
#[track_caller]
pub fn spawn_named<F: Future + 'static>(
    name: impl Into<Cow<'static, str>>,
    future: F,
) -> JoinHandle<F::Output> {
    Handle::current().spawner().spawn_named(name, future)
}

/// Every task of the current runtime that is not over: its name, whether it is ready, what it waits for. (asyncio:
/// `all_tasks`.)
///
/// Dropped: nothing is lost.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn tasks() -> Vec<TaskInfo> {
    Handle::current().spawner().tasks().await
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("reactor", self.reactor()).finish_non_exhaustive()
    }
}
