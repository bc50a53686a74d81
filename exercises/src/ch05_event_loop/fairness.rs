//! # A turn that starves nobody
//!
//! - minutes: 10
//! - idea: run those who are ready at the turn's start and no more: then poller and clock have their turn, too
//! - page: chapters/ch05-event-loop/README.md#one-turn
//! - uses: ch05::ready_queue, ch05::timers
//!
//! Here is a loop on your own ready queue and timers. Its turn is wrong in a way that is found late: it works as long as
//! the queue runs empty now and then. Let one task be ready again whenever it has run ([`Next::Again`]), and no socket is
//! ever heard again, no timer fires, and the turn does not even end. Repair [`Turns::turn`]:
//!
//! - A turn ends: it runs all who are ready at one moment of it, each once. Whoever becomes ready later has the next turn.
//! - Every turn visits the poller, and then looks at the clock, for the visit may have slept: whom it has slept for runs, or
//!   is ready, when the turn ends.
//! - A visit sleeps only if nobody is ready, and then not longer than until the next timer.

use std::time::{Duration, Instant};

use super::ready_queue::{ReadyQueue, TaskId};
use super::timers::Timers;

/// What the loop stands in: a clock, a poller, and what the tasks do.
pub trait World {
    /// What time it is.
    fn now(&self) -> Instant;

    /// Visits the poller: sleeps until a socket is ready, but not longer than `patience` (`None`: for ever). Zero: it only
    /// looks. Says who waited for the sockets that are ready.
    fn poll(&mut self, patience: Option<Duration>) -> Vec<TaskId>;

    /// Lets a task run until it stops.
    fn run(&mut self, task: TaskId) -> Next;
}

/// When a task that has stopped is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It gives way: after all others that are ready.
    Again,
    /// At this time.
    At(Instant),
    /// When the poller names it.
    WhenReady,
    /// Never: it is over.
    Done,
}

/// The loop: your ready queue, your timers.
#[derive(Debug, Default)]
pub struct Turns {
    /// Who can go on.
    pub ready: ReadyQueue,
    /// Who goes on when.
    pub timers: Timers<TaskId>,
}

impl Turns {
    /// One turn.
    pub fn turn(&mut self, world: &mut impl World) {
        // TODO: Repair this turn: one task that is always ready again must starve nobody.
        if self.ready.is_empty() {
            let next = self.timers.next_deadline();
            let patience = next.map(|at| at.saturating_duration_since(world.now()));
            for task in world.poll(patience) {
                self.ready.wake(task);
            }
            for task in self.timers.expired(world.now()) {
                self.ready.wake(task);
            }
        }
        while let Some(task) = self.ready.pop() {
            self.run(task, world);
        }
    }

    /// Lets one task run, and puts it where it belongs then.
    fn run(&mut self, task: TaskId, world: &mut impl World) {
        match world.run(task) {
            Next::Again => self.ready.wake(task),
            Next::At(time) => {
                self.timers.insert(time, task);
            }
            Next::WhenReady => {}
            Next::Done => self.ready.remove(task),
        }
    }
}
