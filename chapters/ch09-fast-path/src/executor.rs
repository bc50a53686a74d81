//! The executor: polls tasks, and when none is ready, waits.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use ch07_executor::census::Census;
use ch07_executor::executor::POLLS_A_TURN;
use ch07_executor::slow_poll::Slow;
use ch07_executor::{Park, SlowPoll, TaskId, TaskInfo, enter, turn};

use crate::join_handle::JoinHandle;
use crate::run_queue::RunQueue;
use crate::task::{self, Joint, List, Name, Task};
use crate::waits::Notebook;

/// Runs tasks on the thread that calls [`block_on`](Self::block_on): one at a time, each until it waits.
///
/// As chapter 7's, and it waits in the same [`Park`]. Other is what a task is: one allocation, found by its address.
///
/// ```
/// use ch06_waker::Parker;
/// use ch09_fast_path::executor::LocalExecutor;
///
/// let mut executor = LocalExecutor::new(Parker::new());
/// let spawner = executor.spawner();
/// let sum = executor.block_on(async move {
///     let a = spawner.spawn(async { 1 });
///     let b = spawner.spawn(async { 2 });
///     a.await.unwrap() + b.await.unwrap()
/// });
/// assert_eq!(sum, 3);
/// ```
#[derive(Debug)]
pub struct LocalExecutor<P> {
    /// How many polls there were since the last visit (invariant I7). Kept from one `block_on` to the next.
    polls: usize,
    /// What it shares with its spawners: its tasks, too.
    local: Rc<Local>,
    /// Where the thread waits.
    park: P,
    /// Whom to wake after a wait; kept for its memory.
    woken: Vec<Waker>,
    /// Told of every poll that takes long.
    slow: Option<Slow>,
}

/// Makes tasks; see [`LocalExecutor::spawner`].
#[derive(Clone, Debug)]
pub struct Spawner(Rc<Local>);

/// What an executor shares with its spawners. All on one thread.
struct Local {
    /// Every task that is not over. They are owned here.
    tasks: List,
    /// Who can go on.
    queue: Rc<RunQueue>,
    /// The next task's number.
    next: Cell<u64>,
    /// Set when the executor is gone: nobody would ever poll.
    closed: Cell<bool>,
    /// Who has asked for a list of all tasks.
    census: Census,
    /// What they wait for.
    notebook: Notebook,
}

impl<P: Park> LocalExecutor<P> {
    /// An executor without tasks, whose thread waits in `park`.
    pub fn new(park: P) -> LocalExecutor<P> {
        let local = Local {
            tasks: List::default(),
            queue: Rc::new(RunQueue::new(park.waker())),
            next: Cell::new(0),
            closed: Cell::new(false),
            census: Census::default(),
            notebook: Notebook::new(),
        };
        LocalExecutor { polls: 0, local: Rc::new(local), park, woken: Vec::new(), slow: None }
    }

    /// What makes tasks: tasks may hold clones of it, and make more tasks.
    pub fn spawner(&self) -> Spawner {
        Spawner(Rc::clone(&self.local))
    }

    /// Where its thread waits.
    pub fn park(&self) -> &P {
        &self.park
    }

    /// How many tasks are not over.
    pub fn tasks(&self) -> usize {
        self.local.tasks.len()
    }

    /// From now on `tell` hears of every poll that takes longer than `threshold`. (asyncio: `slow_callback_duration` of
    /// the debug mode.)
    pub fn warn_of_slow_polls(&mut self, threshold: Duration, tell: impl FnMut(&SlowPoll) + 'static) {
        self.slow = Some(Slow::new(threshold, tell));
    }

    // ANCHOR: block_on
    /// Runs until this future is done, and gives its output. Tasks run meanwhile, and stay where they are afterwards.
    /// (asyncio: `run_until_complete`; tokio: `Runtime::block_on`.)
    ///
    /// # Panics
    /// When the future does, and when this thread runs an executor already.
    pub fn block_on<F: Future>(&mut self, main: F) -> F::Output {
        let _entered = enter::enter();
        let _here = task::enter(&self.local.queue);
        let mut main = pin!(main);
        let stand_in = StandIn::new(&self.local);
        loop {
            while self.polls < POLLS_A_TURN {
                let Some(task) = self.local.queue.pop() else { break };
                self.polls += 1;
                if !task.is(&stand_in.0) {
                    self.poll_task(&task);
                } else if let Poll::Ready(output) = self.poll_main(main.as_mut(), &task) {
                    return output;
                }
            }
            self.visit();
        }
    }

    /// Sleeps if no task is ready; looks what has happened in any case (invariant I7). The only place where this thread
    /// waits.
    fn visit(&mut self) {
        self.polls = 0;
        self.local.answer_census();
        let queue = &self.local.queue;
        if queue.may_sleep() {
            self.park.park(None, &mut self.woken);
            queue.inbox().has_woken();
        } else {
            self.park.park(Some(Duration::ZERO), &mut self.woken);
        }
        // Invariant I1: the whole batch is collected before anyone runs. To wake is only to go to the end of the queue.
        self.woken.drain(..).for_each(Waker::wake);
    }
    // ANCHOR_END: block_on

    // ANCHOR: poll_task
    /// Lets one task run until it waits. This is the only place where tasks are run.
    #[inline]
    fn poll_task(&mut self, task: &Task) {
        if task.is_over() {
            return; // somebody has called it during its last poll
        }
        task.answered(); // before the poll (invariant I3)
        turn::begin();
        let started = self.slow.as_ref().map(|_| Instant::now());
        let waker = task.lend_waker();
        let over = task.poll(&mut Context::from_waker(&waker));
        let waits_for = turn::end();
        if let (Some(slow), Some(started)) = (&mut self.slow, started) {
            slow.check(Some(task.id()), started, || task.title());
        }
        if over {
            self.local.remove(task);
        } else {
            let (stage, number) = self.local.notebook.pack(waits_for);
            task.set_waits_for(stage, number);
        }
    }
    // ANCHOR_END: poll_task

    fn poll_main<F: Future>(&mut self, main: Pin<&mut F>, stand_in: &Task) -> Poll<F::Output> {
        stand_in.answered();
        turn::begin();
        let started = self.slow.as_ref().map(|_| Instant::now());
        let polled = main.poll(&mut Context::from_waker(&stand_in.lend_waker()));
        turn::end();
        if let (Some(slow), Some(started)) = (&mut self.slow, started) {
            slow.check(None, started, || "the future of block_on".to_owned());
        }
        polled
    }
}

/// The future of `block_on` is no task: it lives on the stack, and may borrow. A task that does nothing stands in the queue
/// in its place, and has its waker. It ends with `block_on`, also by a panic.
struct StandIn(Task);

impl StandIn {
    fn new(local: &Local) -> StandIn {
        let (task, _) = local.make(pending::<()>(), ());
        local.queue.push(task.clone());
        StandIn(task)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Local {
    fn make<F: Future + 'static, N: Name>(&self, future: F, name: N) -> (Task, Joint<F::Output>) {
        let id = self.next.get();
        self.next.set(id + 1); // never back (invariant I2)
        Task::new(future, name, TaskId::from_number(id), Arc::clone(self.queue.inbox()))
    }

    // ANCHOR: spawn
    #[inline]
    fn spawn<F: Future + 'static, N: Name>(&self, future: F, name: N) -> JoinHandle<F::Output> {
        let (task, joint) = self.make(future, name);
        if self.closed.get() {
            task.end();
        } else {
            self.tasks.push(&task);
            self.queue.push(task);
        }
        JoinHandle(joint)
    }
    // ANCHOR_END: spawn

    /// A task is over: tells who waits for it. That is foreign code, and may panic: so may an output that nobody wants, as
    /// it is dropped.
    #[inline]
    fn remove(&self, task: &Task) {
        self.tasks.remove(task);
        let _ = catch_unwind(AssertUnwindSafe(|| task.tell_the_end()));
    }

    /// Gives the list of all tasks to those who have asked for it.
    fn answer_census(&self) {
        self.census.answer(|| {
            let info = |task: Task| TaskInfo {
                id: task.id(),
                name: task.name().cloned(),
                ready: task.is_queued(),
                waits_for: task.waits_for().and_then(|(stage, number)| self.notebook.unpack(stage, number)),
            };
            self.tasks.iter().map(info).collect()
        });
    }
}

impl<P> Drop for LocalExecutor<P> {
    /// Drops every task, at the await where it stands, in the order of their making, so that two runs end alike. What they
    /// hold may come back here, to wake, to cancel, or to spawn.
    fn drop(&mut self) {
        let local = &self.local;
        local.closed.set(true);
        while let Some(task) = local.tasks.first() {
            task.end();
            local.remove(&task);
        }
        local.queue.close();
    }
}

impl Spawner {
    /// Makes a task. It is ready at once, and runs after all that are ready now. (asyncio: `create_task`; tokio:
    /// `spawn_local`.)
    ///
    /// When the executor is gone the future is dropped, and the handle says *cancelled*.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.0.spawn(future, ())
    }

    /// The same with a name, for messages.
    pub fn spawn_named<F>(&self, name: impl Into<Cow<'static, str>>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.0.spawn(future, name.into())
    }

    /// Every task that is not over, in the order of their making. (asyncio: `all_tasks`.)
    ///
    /// Dropped: nothing is lost.
    pub async fn tasks(&self) -> Vec<TaskInfo> {
        self.0.census.ask().await
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local")
            .field("tasks", &self.tasks.len())
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
