//! The loop itself.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use ch02_threads::thread_pool::panic_message;
use lab::steps::{self, Event};
use lab::timeline::{self, State};
use lab::vitals::Vitals;
use polling::Events;

use crate::core::{Core, Task, TaskId};
use crate::coroutine::{Coroutine, Step, Wait};
use crate::counted::Counted;
use crate::nested::Deliver;

/// Runs tasks on the thread that calls it: one at a time, each until it waits.
#[derive(Debug)]
pub struct EventLoop {
    /// All but the tasks.
    core: Core,
    /// Every task that is not over: ready, running or suspended.
    tasks: Counted<TaskId, Task>,
    /// What the poller said last; kept for its memory.
    events: Events,
    /// Who is to be continued, between two steps of a turn; kept for its memory.
    woken: Vec<TaskId>,
    /// The tasks that have panicked, the first [`PANICS_KEPT`] of them.
    panics: Vec<Panicked>,
}

/// A loop that runs for months remembers so many panics, and no more.
const PANICS_KEPT: usize = 100;

/// A task that has panicked.
#[derive(Clone, Debug)]
pub struct Panicked {
    /// Which one.
    pub task: TaskId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// What it said.
    pub said: String,
}

impl EventLoop {
    /// A loop without tasks, on the system's clock.
    ///
    /// # Errors
    /// The system has no poller to give.
    pub fn new() -> io::Result<EventLoop> {
        let (tasks, events) = (Counted::default(), Events::new());
        Ok(EventLoop { core: Core::new()?, tasks, events, woken: Vec::new(), panics: Vec::new() })
    }

    /// A loop whose clock stands still while tasks run, and jumps to the next timer when all wait.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_virtual_clock() -> io::Result<EventLoop> {
        let mut event_loop = EventLoop::new()?;
        event_loop.core.use_virtual_clock();
        Ok(event_loop)
    }

    /// What tasks use of the loop: to make the first tasks, and to ask for the time.
    pub fn core(&mut self) -> &mut Core {
        &mut self.core
    }

    /// Makes a task; see [`Core::create_task`].
    pub fn create_task(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        coroutine: impl Coroutine<Output = ()> + 'static,
    ) -> TaskId {
        self.core.create_task(name, coroutine)
    }

    /// How many tasks are not over yet.
    pub fn tasks(&self) -> usize {
        self.tasks.len() + self.core.newborn.len()
    }

    /// How many sockets, tasks, timers and waiters there are.
    pub fn vitals(&self) -> Vitals {
        Vitals {
            sockets: self.core.sockets() as u64,
            tasks: self.tasks() as u64,
            timers: self.core.timers.len() as u64,
            waiters: self.core.sources.len() as u64,
        }
    }

    /// The tasks that have panicked so far. None of them has harmed the others.
    pub fn panics(&self) -> &[Panicked] {
        &self.panics
    }

    // ANCHOR: run_once
    /// One turn: wait once, continue everyone who can go on. (asyncio: `_run_once`.)
    ///
    /// # Errors
    /// The poller failed.
    pub fn run_once(&mut self) -> io::Result<()> {
        self.take_in_newborn();
        self.core.wait(&mut self.events)?;
        // Invariant I1: the whole batch becomes continuations before any task runs. A task that runs may close sockets
        // and make others; the batch stays what the poller said.
        for event in self.events.iter() {
            self.core.sources.ready(event, &mut self.woken);
        }
        self.core.timers.fire(self.core.now(), &mut self.woken);
        for id in std::mem::take(&mut self.woken) {
            self.make_ready(id);
        }
        // Only those that are ready now. A task that is ready again at once has its turn after the next visit to the
        // poller, which therefore never waits for the queue to run empty (invariant I7).
        for _ in 0..self.core.ready.len() {
            if let Some(id) = self.core.ready.pop_front() {
                self.resume(id);
                self.take_in_newborn();
            }
        }
        Ok(())
    }
    // ANCHOR_END: run_once

    // ANCHOR: resume
    /// Lets one task run until it waits. This is the only place where tasks are run.
    fn resume(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        self.core.mark(task, State::Running);
        // A panic ends its task and nothing else. The coroutine is dropped unseen, so no broken state is looked at.
        match catch_unwind(AssertUnwindSafe(|| task.coroutine.resume(&mut self.core))) {
            Ok(Step::Wait(wait)) => self.suspend(id, wait),
            Ok(Step::Yield) => {
                self.core.mark_yielded(task);
                self.core.ready.push_back(id);
            }
            Ok(Step::Done(())) => self.remove(id),
            Err(panic) => {
                if self.panics.len() < PANICS_KEPT {
                    let said = panic_message(panic.as_ref()).to_owned();
                    self.panics.push(Panicked { task: id, name: task.name.clone(), said });
                }
                self.remove(id);
            }
        }
    }
    // ANCHOR_END: resume

    // ANCHOR: suspend
    /// Notes what a task waits for.
    fn suspend(&mut self, id: TaskId, wait: Wait) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        task.source = wait.source;
        task.timer = wait.deadline.map(|at| self.core.timers.insert(at, id));
        let displaced = wait.source.and_then(|(key, interest)| self.core.sources.wait(key, interest, id));
        self.core.mark(task, State::Waiting);
        // Two tasks wait for one direction of one socket. Only the later is noted; the earlier asks again.
        if let Some(other) = displaced {
            self.make_ready(other);
        }
    }

    /// A task's wait is over: it waits for nothing any more, and goes to the end of the queue.
    fn make_ready(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(&id) else { return };
        if task.source.is_none() && task.timer.is_none() {
            return; // it is in the queue: its socket and its timer came in the same batch
        }
        // Whichever of the two came first, the other is forgotten. It is still its own entry, or none.
        if let Some((key, interest)) = task.source.take() {
            self.core.forget_source(key, interest, id);
        }
        if let Some(timer) = task.timer.take() {
            self.core.timers.cancel(timer);
        }
        self.core.mark(task, State::Ready);
        self.core.ready.push_back(id);
    }
    // ANCHOR_END: suspend

    fn take_in_newborn(&mut self) {
        for task in self.core.newborn.drain(..) {
            steps::note(|| Event::Ready(task.id.0));
            self.core.ready.push_back(task.id);
            self.tasks.insert(task.id, task);
        }
    }

    /// A task is over. Its sockets are dropped with it, which deregisters them (invariant I6).
    fn remove(&mut self, id: TaskId) {
        if let Some(task) = self.tasks.remove(&id) {
            self.core.mark(&task, State::Gone);
            // What it owned is dropped here, and may panic too.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(task)));
        }
    }

    /// Runs until no task is left, or one calls [`Core::stop`].
    ///
    /// # Errors
    /// The poller failed, or nothing will ever happen again.
    pub fn run(&mut self) -> Result<(), LoopError> {
        self.core.stopping = false;
        while self.tasks() > 0 && !self.core.stopping {
            self.turn()?;
        }
        Ok(())
    }

    /// Runs until one task calls [`Core::stop`], even while there is none.
    ///
    /// # Errors
    /// The poller failed, or nothing will ever happen again.
    pub fn run_forever(&mut self) -> Result<(), LoopError> {
        self.core.stopping = false;
        while !self.core.stopping {
            self.turn()?;
        }
        Ok(())
    }

    /// Runs until this coroutine is done, and gives its result. Other tasks run meanwhile, and stay where they are.
    ///
    /// # Errors
    /// It panicked, the loop was stopped, the poller failed, or nothing will ever happen again.
    pub fn run_until_complete<C>(&mut self, coroutine: C) -> Result<C::Output, LoopError>
    where
        C: Coroutine + 'static,
        C::Output: 'static,
    {
        let (sender, result) = mpsc::channel();
        let main = self.create_task("main", Deliver::new(0, coroutine, sender));
        self.core.stopping = false;
        loop {
            match result.try_recv() {
                Ok((_, value)) => return Ok(value),
                // The sender is gone, and nothing was sent.
                Err(mpsc::TryRecvError::Disconnected) => {
                    let panicked = self.panics.iter().find(|panicked| panicked.task == main);
                    let said = panicked.map_or("(not kept)", |panicked| &panicked.said);
                    return Err(LoopError::Panicked(said.to_owned()));
                }
                Err(mpsc::TryRecvError::Empty) if self.core.stopping => return Err(LoopError::Stopped),
                Err(mpsc::TryRecvError::Empty) => self.turn()?,
            }
        }
    }

    fn turn(&mut self) -> Result<(), LoopError> {
        if self.core.is_stuck() {
            return Err(LoopError::Stuck { tasks: self.tasks() });
        }
        self.run_once().map_err(LoopError::Poller)
    }
}

impl Drop for EventLoop {
    /// The thread does something else from now on.
    fn drop(&mut self) {
        timeline::rest(State::Gone);
    }
}

/// Why a loop could not go on.
#[derive(Debug)]
pub enum LoopError {
    /// The poller failed.
    Poller(io::Error),
    /// The coroutine panicked; this is what it said.
    Panicked(String),
    /// A task called [`Core::stop`] before the coroutine was done.
    Stopped,
    /// No task is ready, and none waits for a socket or a time: nothing will ever happen again.
    Stuck {
        /// How many tasks there are.
        tasks: usize,
    },
}

impl fmt::Display for LoopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoopError::Poller(error) => write!(f, "the poller failed: {error}"),
            LoopError::Panicked(said) => write!(f, "the coroutine panicked: {said}"),
            LoopError::Stopped => write!(f, "the loop was stopped before the coroutine was done"),
            LoopError::Stuck { tasks } => {
                write!(
                    f,
                    "{tasks} tasks are left, and none of them waits for a socket or a time: nobody will wake them"
                )
            }
        }
    }
}

impl std::error::Error for LoopError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LoopError::Poller(error) => Some(error),
            LoopError::Panicked(_) | LoopError::Stopped | LoopError::Stuck { .. } => None,
        }
    }
}
