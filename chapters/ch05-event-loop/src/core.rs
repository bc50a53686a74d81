//! What a running task may use of the loop.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::source::Socket;
use ch04_nonblocking_socket::{Interest, Source};
use lab::ledger::tally;
use lab::steps::{self, Event};
use lab::timeline::{self, Kind, Lane, State};
use polling::{Events, Poller};

use crate::coroutine::{Coroutine, Wait};
use crate::sources::{Key, Sources};
use crate::timers::{TimerKey, Timers};

/// Which task. Never used twice (invariant I2): an id that is kept too long finds nobody, not somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub(crate) u64);

// ANCHOR: task
/// A coroutine the loop runs, with what the loop must know of it.
pub(crate) struct Task {
    /// Which one it is.
    pub(crate) id: TaskId,
    /// For messages.
    pub(crate) name: Cow<'static, str>,
    /// What it runs.
    pub(crate) coroutine: Box<dyn Coroutine<Output = ()>>,
    /// Set while it is suspended for a socket: its entry in [`Core::sources`].
    pub(crate) source: Option<(Key, Interest)>,
    /// Set while it is suspended until a time: its entry in [`Core::timers`].
    pub(crate) timer: Option<TimerKey>,
    /// Its lane in the picture.
    pub(crate) lane: Lane,
}
// ANCHOR_END: task

/// The loop without its tasks. The [`EventLoop`](crate::EventLoop) keeps tasks and core apart, so that a task that
/// runs, borrowed from the one, may use the other.
#[derive(Debug)]
pub struct Core {
    /// Tells which sockets are ready.
    poller: Arc<Poller>,
    /// Suspended tasks, by what they wait for.
    pub(crate) sources: Sources<TaskId>,
    /// Suspended tasks, by when they go on.
    pub(crate) timers: Timers<TaskId>,
    /// Tasks that can go on, in the order in which they will. First in, first out: nobody is overtaken.
    pub(crate) ready: VecDeque<TaskId>,
    /// Tasks made by tasks: the loop takes them in between two resumes.
    pub(crate) newborn: Vec<Task>,
    /// The next task's number.
    next_task: u64,
    /// Real or virtual.
    clock: Clock,
    /// Set by [`stop`](Self::stop): the loop ends after this turn.
    pub(crate) stopping: bool,
}

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
enum Clock {
    /// The system's.
    Real,
    /// Ours: it stands still while tasks run, and jumps to the next timer when none is ready.
    Virtual {
        /// When it was set going.
        start: Instant,
        /// What time it is.
        now: Instant,
        /// The thread's lane in the picture, which is drawn by this clock too.
        thread: Lane,
    },
}

impl Core {
    pub(crate) fn new() -> io::Result<Core> {
        Ok(Core {
            poller: Arc::new(Poller::new()?),
            sources: Sources::new(),
            timers: Timers::new(),
            ready: VecDeque::new(),
            newborn: Vec::new(),
            next_task: 0,
            clock: Clock::Real,
            stopping: false,
        })
    }

    pub(crate) fn use_virtual_clock(&mut self) {
        let start = Instant::now();
        steps::time_is(start);
        self.clock = Clock::Virtual {
            start,
            now: start,
            thread: timeline::lane(Kind::Thread, || "thread".to_owned()),
        };
    }

    /// The time on the loop's clock.
    pub fn now(&self) -> Instant {
        match self.clock {
            Clock::Real => Instant::now(),
            Clock::Virtual { now, .. } => now,
        }
    }

    /// Makes a task. It is ready at once, and runs after all that are ready now. The name is for messages and
    /// pictures. (As asyncio's `create_task`: making it starts it.)
    pub fn create_task(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        coroutine: impl Coroutine<Output = ()> + 'static,
    ) -> TaskId {
        let id = TaskId(self.next_task);
        self.next_task += 1;
        let name = name.into();
        let lane = timeline::lane(Kind::Task, || name.to_string());
        self.mark_lane(lane, State::Ready);
        steps::note(|| Event::Made { task: id.0, name: name.to_string() });
        self.newborn.push(Task { id, name, coroutine: Box::new(coroutine), source: None, timer: None, lane });
        id
    }

    /// Ends the loop after this turn.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Registers a socket with the loop's poller, under a key of its own. It is deregistered when it is dropped.
    ///
    /// # Errors
    /// What the system says.
    pub fn register<S: Socket>(&mut self, socket: S) -> io::Result<Source<S>> {
        Source::new(&self.poller, socket, self.sources.insert())
    }

    /// How many sockets are registered.
    pub(crate) fn sockets(&self) -> usize {
        Arc::strong_count(&self.poller) - 1 // each holds the poller, and so do we
    }

    // ANCHOR: when_ready
    /// What to return from [`resume`](Coroutine::resume) to go on when the socket is ready, or at `deadline`. Call it
    /// after the socket has said `WouldBlock` (invariant I4), not before.
    ///
    /// # Errors
    /// What the system says.
    pub fn when_ready<S: Socket>(
        &mut self,
        socket: &Source<S>,
        interest: Interest,
        deadline: Option<Instant>,
    ) -> io::Result<Wait> {
        // Another task may wait for the same socket in the other direction: arming must not forget it.
        let mut event = self.sources.interest(socket.key());
        match interest {
            Interest::Readable => event.readable = true,
            Interest::Writable => event.writable = true,
        }
        socket.arm(event)?;
        Ok(Wait { source: Some((socket.key(), interest)), deadline })
    }
    // ANCHOR_END: when_ready

    /// Computes for that long: real work on the real clock, a step forward on a virtual one. Either way the loop does
    /// nothing else meanwhile.
    pub fn work(&mut self, amount: Duration) {
        match &mut self.clock {
            Clock::Real => lab::work::burn(amount),
            Clock::Virtual { now, .. } => {
                *now += amount;
                steps::time_is(*now);
            }
        }
    }

    // ANCHOR: wait
    /// Sleeps until a socket is ready or a timer is due; not at all while a task is ready. The only place where this
    /// thread waits.
    pub(crate) fn wait(&mut self, events: &mut Events) -> io::Result<()> {
        events.clear();
        if !self.ready.is_empty() {
            // Invariant I7: a visit all the same. Tasks that are always ready must not starve those that wait.
            self.ask(events, Some(Duration::ZERO))
        } else if let (Clock::Virtual { start, now, thread }, Some(next)) =
            (&mut self.clock, self.timers.next())
        {
            // Nobody can go on before the next timer: then that is what time it is now.
            timeline::mark_at(*thread, State::Asleep, *now - *start);
            *now = next.max(*now);
            steps::time_is(*now);
            self.ask(events, Some(Duration::ZERO))
        } else {
            let patience = self.timers.next().map(|at| at.saturating_duration_since(Instant::now()));
            timeline::rest(State::Asleep);
            self.ask(events, patience) // for ever, where no timer is set
        }
    }

    fn ask(&self, events: &mut Events, patience: Option<Duration>) -> io::Result<()> {
        steps::note(|| Event::Asks(patience));
        self.poller.wait(events, patience)?;
        tally::told(events.len());
        steps::note(|| Event::Told(events.iter().map(told).collect()));
        Ok(())
    }
    // ANCHOR_END: wait

    /// A task waits for this socket no more. Another task that has come in its place stays.
    pub(crate) fn forget_source(&mut self, key: Key, interest: Interest, id: TaskId) {
        if let Some(other) = self.sources.forget(key, interest)
            && other != id
        {
            let _ = self.sources.wait(key, interest, other); // the place was just emptied: nobody is displaced
        }
    }

    /// Whether nothing will ever happen again: no task is ready, and none waits for anything.
    pub(crate) fn is_stuck(&self) -> bool {
        self.ready.is_empty() && self.newborn.is_empty() && self.sources.is_empty() && self.timers.is_empty()
    }

    /// For the pictures: a task is in this state from now on.
    pub(crate) fn mark(&self, task: &Task, state: State) {
        let id = task.id.0;
        steps::note(|| match state {
            State::Running => Event::Runs(id),
            State::Ready => Event::Ready(id),
            State::Waiting | State::Asleep => Event::Waits(id),
            State::Gone => Event::Done(id),
        });
        self.mark_lane(task.lane, state);
    }

    /// For the pictures: the task that ran stands in the queue again.
    pub(crate) fn mark_yielded(&self, task: &Task) {
        self.mark(task, State::Ready);
        steps::note(|| Event::Waits(task.id.0));
    }

    fn mark_lane(&self, lane: Lane, state: State) {
        match (self.clock, state) {
            (Clock::Virtual { start, now, thread }, _) => {
                timeline::mark_at(lane, state, now - start);
                if state == State::Running {
                    timeline::mark_at(thread, state, now - start);
                }
            }
            (Clock::Real, State::Running) => timeline::run_task(lane),
            (Clock::Real, _) => timeline::mark(lane, state),
        }
    }
}

/// For the pictures: what the poller has said of a socket.
fn told(event: polling::Event) -> steps::Socket {
    steps::Socket { key: event.key, readable: event.readable, writable: event.writable }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("source", &self.source)
            .field("timer", &self.timer)
            .finish_non_exhaustive()
    }
}
