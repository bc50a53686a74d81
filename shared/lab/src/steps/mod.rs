//! Step by step: which task stood where, when, and why it moved; for the player in the book's pages.
//!
//! A [timeline](crate::timeline) shows stretches of time. It cannot show the queue, nor what was asked of the operating
//! system. So the machinery (chapter 5's loop, chapter 7's executor) also notes its [`Event`]s here; a [`Film`] plays
//! them again, and says of each moment in one sentence what happens, and who stands where.
//!
//! # Implementation
//! Each thread knows at most one recorder ([`record`]), and [`crate::thread::spawn`] hands it on. Without one a note costs
//! one look at a thread-local. Events are small; the sentences are made afterwards, when nothing is measured any more.

mod check;
mod film;
mod json;
mod recorder;
mod words;

use std::time::{Duration, Instant};

pub use check::check;
pub(crate) use recorder::{adopt, for_a_new_thread};
pub use recorder::{note, record, time_is, while_noting};

/// What happened. Tasks, sockets and timers go by the numbers their machinery gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A measured run begins; what came before is another film.
    Run(String),
    /// A task was made.
    Made {
        /// Which one.
        task: u64,
        /// What it is called.
        name: String,
    },
    /// A task was put at the end of the ready queue.
    Ready(u64),
    /// The first task of the queue begins to run.
    Runs(u64),
    /// The task that ran has stopped, and is not over. What it waits for was noted before.
    Waits(u64),
    /// A task is over.
    Done(u64),
    /// The running task has a new socket.
    Socket(usize),
    /// The running task wants to be continued when the socket is ready; the system is asked to tell.
    AwaitsSocket(usize, Direction),
    /// Nobody waits for the socket any more in that direction.
    ForgetsSocket(usize, Direction),
    /// The running task wants to be continued at that time.
    TimerSet(u64, Instant),
    /// A timer was unset before it was due.
    TimerUnset(u64),
    /// A timer was due.
    TimerDue(u64),
    /// The running task wants to be continued when that task is over.
    AwaitsTask(u64),
    /// The running task wants to be continued when something has happened that has only a name.
    Awaits(&'static str),
    /// The thread asks the system what has happened, and lets itself be put to sleep for so long; `None` is for ever.
    Asks(Option<Duration>),
    /// The system has answered: which sockets are ready.
    Told(Vec<Socket>),
}

/// In which direction a socket is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A read will not wait.
    Readable,
    /// A write will not wait.
    Writable,
}

/// A socket, as the system tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Socket {
    /// Which one.
    pub key: usize,
    /// A read will not wait.
    pub readable: bool,
    /// A write will not wait.
    pub writable: bool,
}

/// An event, with what the recorder knows of it.
#[derive(Clone, Debug)]
struct Noted {
    /// When, on the clock of the loop.
    at: Instant,
    /// Whether another thread has noted it than the one that records.
    elsewhere: bool,
    /// What happened.
    event: Event,
}

/// A finished recording.
#[derive(Clone, Debug)]
pub struct Steps {
    /// What times count from, until the first [`Event::Run`].
    start: Instant,
    /// In the order in which they happened.
    events: Vec<Noted>,
    /// Whether there were more than are kept.
    too_many: bool,
}

/// A recording played again, moment by moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Film {
    /// Which run it shows.
    pub run: String,
    /// The moments, in order.
    pub frames: Vec<Frame>,
}

/// One moment: what happens, and who stands where then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// From the start of the run.
    pub at: Duration,
    /// What happens, in one sentence.
    pub says: String,
    /// The task that runs.
    pub running: Option<String>,
    /// Whether the thread is in the poller, and is not to come back at once.
    pub asleep: bool,
    /// The tasks that can go on, in the order in which they will.
    pub ready: Vec<String>,
    /// The tasks that cannot, each with what it waits for.
    pub waiting: Vec<(String, Vec<String>)>,
    /// The timers that are set: whose, and when they are due.
    pub timers: Vec<(String, Duration)>,
    /// What the system was asked for in this moment.
    pub asked: Vec<String>,
    /// What it has said.
    pub told: Vec<String>,
}

impl Steps {
    /// Plays the last run that had any task. `Ok(None)`: none had.
    ///
    /// # Errors
    /// The events do not fit together; this says how.
    pub fn film(&self) -> Result<Option<Film>, String> {
        film::play(self)
    }
}

impl Film {
    /// As JSON, a frame a line.
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// Reads what [`to_json`](Self::to_json) has written.
    ///
    /// # Errors
    /// It is not such a text; this says where.
    pub fn from_json(text: &str) -> Result<Film, String> {
        json::read(text)
    }
}
