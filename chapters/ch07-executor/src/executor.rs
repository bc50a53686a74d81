//! The executor: polls tasks, and when none is ready, waits.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use ch05_event_loop::Counted;
use lab::timeline::{self, State};

use crate::census::{Census, TaskInfo};
use crate::enter;
use crate::hops;
use crate::join_handle::{Deliver, JoinHandle, joint};
use crate::park::Park;
use crate::run_queue::RunQueue;
use crate::slow_poll::{Slow, SlowPoll};
use crate::task::{Call, Task, TaskId};
use crate::turn;

/// After so many polls in a row the driver is visited, though tasks are ready (invariant I7).
pub const POLLS_A_TURN: usize = 61;
/// A table of tasks that is no larger than this is kept as it is.
const KEPT_CAPACITY: usize = 4096;

/// Runs tasks on the thread that calls [`block_on`](Self::block_on): one at a time, each until it waits.
///
/// ```
/// use ch06_waker::Parker;
/// use ch07_executor::LocalExecutor;
///
/// // Without a reactor: when no task is ready the thread parks.
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
    /// Every task that is not over, but for the newborn. Tasks are owned here and nowhere else.
    tasks: Counted<TaskId, Task>,
    /// How many polls there were since the last visit (invariant I7). Kept from one `block_on` to the next: a thousand
    /// short ones in a row must not starve the sockets either.
    polls: usize,
    /// What it shares with its spawners.
    shared: Rc<Shared>,
    /// Where the thread waits.
    park: P,
    /// Whom to wake after a wait; kept for its memory.
    woken: Vec<Waker>,
    /// Told of every poll that takes longer than this.
    slow: Option<Slow>,
}

/// Makes tasks; see [`LocalExecutor::spawner`].
#[derive(Clone, Debug)]
pub struct Spawner(Rc<Shared>);

/// What an executor shares with its spawners. All on one thread.
struct Shared {
    /// Tasks made by tasks: the executor takes them in between two polls. Never borrowed while foreign code runs.
    newborn: RefCell<Vec<Task>>,
    /// The next task's number.
    next: Cell<u64>,
    /// Who can go on.
    queue: Arc<RunQueue>,
    /// Set when the executor is gone: nobody would ever poll.
    closed: Cell<bool>,
    /// Who has asked for a list of all tasks.
    census: Census,
}

impl<P: Park> LocalExecutor<P> {
    /// An executor without tasks, whose thread waits in `park`.
    pub fn new(park: P) -> LocalExecutor<P> {
        let shared = Shared {
            newborn: RefCell::default(),
            next: Cell::new(0),
            queue: Arc::new(RunQueue::new(park.waker())),
            closed: Cell::new(false),
            census: Census::default(),
        };
        LocalExecutor {
            tasks: Counted::default(),
            polls: 0,
            shared: Rc::new(shared),
            park,
            woken: Vec::new(),
            slow: None,
        }
    }

    /// What makes tasks: tasks may hold clones of it, and make more tasks.
    pub fn spawner(&self) -> Spawner {
        Spawner(Rc::clone(&self.shared))
    }

    /// Where its thread waits.
    pub fn park(&self) -> &P {
        &self.park
    }

    /// How many tasks are not over.
    pub fn tasks(&self) -> usize {
        self.tasks.len() + self.shared.newborn.borrow().len()
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
        let mut main = pin!(main);
        let call = Call::queued(self.shared.next_id(), &self.shared.queue, || "main".to_owned());
        let main_id = call.id();
        let waker = Waker::from(Arc::clone(&call));
        // ANCHOR: take
        loop {
            while self.polls < POLLS_A_TURN {
                let Some(id) = self.shared.queue.pop() else { break };
                self.polls += 1;
                self.take_in_newborn(); // before the look-up: this may be the call of one
                if id != main_id {
                    self.poll_task(id);
                } else if let Poll::Ready(output) = self.poll_main(main.as_mut(), &call, &waker) {
                    call.over();
                    return output;
                }
            }
            self.visit();
        }
        // ANCHOR_END: take
    }

    // ANCHOR: visit
    /// Sleeps if no task is ready; looks what has happened in any case (invariant I7). The only place where this thread
    /// waits.
    fn visit(&mut self) {
        self.polls = 0;
        self.answer_census();
        if self.shared.queue.may_sleep() {
            hops::note(file!(), "no task is ready");
            timeline::rest(State::Asleep);
            self.park.park(None, &mut self.woken);
            self.shared.queue.has_woken();
        } else {
            self.park.park(Some(Duration::ZERO), &mut self.woken);
        }
        // Invariant I1: the whole batch is collected before anyone runs. To wake is only to leave a note in the queue.
        self.woken.drain(..).for_each(Waker::wake);
    }
    // ANCHOR_END: visit
    // ANCHOR_END: block_on

    // ANCHOR: poll_task
    /// Lets one task run until it waits. This is the only place where tasks are run.
    fn poll_task(&mut self, id: TaskId) {
        // A call for a task that is over: somebody has kept its waker. It finds nobody.
        let Some(task) = self.tasks.get_mut(&id) else { return };
        hops::note(file!(), "the id is taken from the queue, and the task is found");
        task.call.answered(); // before the poll (invariant I3)
        turn::begin();
        let mut context = Context::from_waker(&task.waker);
        let started = self.slow.as_ref().map(|_| Instant::now());
        // The task catches the panics of its future by itself. Here is caught what remains: an output that nobody wants may
        // panic when it is dropped, and so may the waker of whoever waits for the end.
        let polled = catch_unwind(AssertUnwindSafe(|| task.future.as_mut().poll(&mut context)));
        task.waits_for = turn::end();
        if let (Some(slow), Some(started)) = (&mut self.slow, started) {
            slow.check(Some(id), started, || task.title());
        }
        match polled {
            Ok(Poll::Pending) => {
                hops::note(file!(), "the task is pending");
                task.call.suspended();
            }
            Ok(Poll::Ready(())) | Err(_) => self.remove(id),
        }
    }
    // ANCHOR_END: poll_task

    fn poll_main<F: Future>(&mut self, main: Pin<&mut F>, call: &Call, waker: &Waker) -> Poll<F::Output> {
        call.answered();
        turn::begin();
        let started = self.slow.as_ref().map(|_| Instant::now());
        let polled = main.poll(&mut Context::from_waker(waker));
        turn::end();
        if let (Some(slow), Some(started)) = (&mut self.slow, started) {
            slow.check(None, started, || "the future of block_on".to_owned());
        }
        if polled.is_pending() {
            call.suspended();
        }
        polled
    }

    fn take_in_newborn(&mut self) {
        if self.shared.newborn.borrow().is_empty() {
            return; // nearly always
        }
        let newborn = self.shared.newborn.take();
        self.tasks.extend(newborn.into_iter().map(|task| (task.id, task)));
    }

    /// Gives the list of all tasks to those who have asked for it.
    fn answer_census(&mut self) {
        let shared = Rc::clone(&self.shared);
        shared.census.answer(|| {
            self.take_in_newborn();
            let mut tasks: Vec<TaskInfo> = self.tasks.values().map(Task::info).collect();
            tasks.sort_by_key(|task| task.id);
            tasks
        });
    }

    /// A task is over. What it owned is dropped here, and may panic; its sockets are deregistered (invariant I6).
    fn remove(&mut self, id: TaskId) {
        if let Some(task) = self.tasks.remove(&id) {
            task.call.over();
            let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
        }
        // After a rush its memory is given back. Seldom enough: half of the table is used again after each time.
        if self.tasks.capacity() > KEPT_CAPACITY && self.tasks.len() < self.tasks.capacity() / 8 {
            self.tasks.shrink_to(2 * self.tasks.len());
        }
    }
}

impl<P> Drop for LocalExecutor<P> {
    /// Drops every task, at the await where it stands. They are moved out first: what they hold may come back here, to
    /// wake, to cancel, or to spawn.
    fn drop(&mut self) {
        self.shared.closed.set(true);
        let newborn = self.shared.newborn.take();
        // In the order of their making, so that two runs end alike.
        let mut left: Vec<Task> = mem::take(&mut self.tasks).into_values().chain(newborn).collect();
        left.sort_by_key(|task| task.id);
        for task in left {
            task.call.over();
            let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
        }
        timeline::rest(State::Gone);
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
        self.make(None, future)
    }

    /// The same with a name, for messages and pictures.
    pub fn spawn_named<F>(&self, name: impl Into<Cow<'static, str>>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        self.make(Some(name.into()), future)
    }

    fn make<F>(&self, name: Option<Cow<'static, str>>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        let id = self.0.next_id();
        if self.0.closed.get() {
            return joint(id, name, Waker::noop().clone()).1; // the other end is dropped: cancelled
        }
        let call = Call::queued(id, &self.0.queue, || title(id, name.as_ref()));
        let waker = Waker::from(Arc::clone(&call));
        let (deliver, handle) = joint(id, name.clone(), waker.clone());
        let future = Box::pin(Deliver::run(Box::pin(future), deliver));
        self.0.newborn.borrow_mut().push(Task { id, name, future, call, waker, waits_for: None });
        handle
    }

    /// Every task that is not over, in the order of their making. (asyncio: `all_tasks`.)
    ///
    /// Dropped: nothing is lost.
    pub async fn tasks(&self) -> Vec<TaskInfo> {
        // The table belongs to the executor, who is busy running us: it answers at its next visit.
        self.0.census.ask().await
    }
}

impl Shared {
    fn next_id(&self) -> TaskId {
        let id = self.next.get();
        self.next.set(id + 1); // never back (invariant I2)
        TaskId(id)
    }
}

impl Task {
    fn title(&self) -> String {
        title(self.id, self.name.as_ref())
    }

    fn info(&self) -> TaskInfo {
        let ready = self.call.is_queued();
        let waits_for = self.waits_for.filter(|_| !ready);
        TaskInfo { id: self.id, name: self.name.clone(), ready, waits_for }
    }
}

fn title(id: TaskId, name: Option<&Cow<'static, str>>) -> String {
    name.map_or_else(|| format!("task {id}"), |name| name.to_string())
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("next", &self.next).field("queue", &self.queue).finish_non_exhaustive()
    }
}
