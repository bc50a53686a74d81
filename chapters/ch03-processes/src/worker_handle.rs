//! The parent's side of one worker: a process, two pipes, one job at a time, and a new process when the old one died.

use std::io;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::frame::{self, Frame, Kind};
use crate::worker_error::WorkerError;

/// So many workers in a row may die before they are ready; then it is no accident, and no more are started.
const MAX_STILLBORN: u32 = 3;

/// One place for a process, filled by the worker's own thread, and emptied by it or by the pool's drop, whichever
/// comes first. Whoever takes the process out reaps it, so none becomes a zombie.
#[derive(Debug, Default)]
pub(crate) struct Seat(Mutex<Occupant>);

#[derive(Debug, Default)]
struct Occupant {
    /// The process, until somebody takes it out.
    child: Option<Child>,
    /// Set once, by [`Seat::close`]: no process may sit down any more.
    closed: bool,
}

impl Seat {
    fn lock(&self) -> MutexGuard<'_, Occupant> {
        // Nothing in here can be half done, so a panic of another thread is no reason to stop.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a process in this seat. `None` when the seat is closed.
    fn fill(&self, command: &Mutex<Command>) -> io::Result<Option<Pipes>> {
        let mut occupant = self.lock();
        if occupant.closed {
            return Ok(None);
        }
        // One start at a time: on systems that cannot make a pipe close-on-exec in one step, a process started by
        // another thread at the wrong moment would inherit our end of it, and the worker would never see its end.
        let mut child = command.lock().unwrap_or_else(PoisonError::into_inner).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (to_worker, from_worker) = pipes.ok_or_else(|| io::Error::other("the worker has no pipes"))?;
        occupant.child = Some(child);
        Ok(Some(Pipes { to_worker, from_worker, ready: false }))
    }

    /// Whether a process sits here that has not ended yet, as far as the system knows.
    fn is_alive(&self) -> bool {
        self.lock().child.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    // ANCHOR: end
    /// Ends the process and reaps it. `None` when somebody else has done so already.
    ///
    /// A process that is ending by itself keeps its own status, however late our signal comes: the system decides
    /// the status first and closes the pipes afterwards, and it was a closed pipe that brought us here.
    fn end(&self) -> Option<ExitStatus> {
        let mut child = self.lock().child.take()?;
        // Fails when the process has ended, which is what we want.
        let _ = child.kill();
        child.wait().ok()
    }
    // ANCHOR_END: end

    /// Ends the process, and lets no other follow.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.end();
    }
}

/// Both pipes of a living worker. Dropping them tells it that no more will come.
#[derive(Debug)]
struct Pipes {
    to_worker: ChildStdin,
    from_worker: ChildStdout,
    /// Whether it has said that it reads jobs. Before that, no job can have begun.
    ready: bool,
}

/// One worker, seen from the parent. Lives on its own thread in the parent, which waits for its answers.
#[derive(Debug)]
pub(crate) struct WorkerHandle {
    /// How to start a worker: shared by all, for all are alike.
    command: Arc<Mutex<Command>>,
    /// Where the process sits.
    seat: Arc<Seat>,
    /// `Some` while a process is believed to be alive, and not asked just now.
    pipes: Option<Pipes>,
    /// How many processes in a row have died before they were ready.
    stillborn: u32,
}

impl WorkerHandle {
    /// Starts the first process.
    pub(crate) fn start(command: Arc<Mutex<Command>>, seat: Arc<Seat>) -> io::Result<WorkerHandle> {
        let pipes = seat.fill(&command)?;
        Ok(WorkerHandle { command, seat, pipes, stillborn: 0 })
    }

    /// Has one job done.
    ///
    /// A job that may have begun is never given to a second process: it may have sent an e-mail before it died. A job
    /// that cannot have begun is, until it is clear that no process will live ([`WorkerError::GaveUp`]).
    pub(crate) fn ask(&mut self, job: &[u8]) -> Result<Vec<u8>, WorkerError> {
        loop {
            let mut pipes = self.living_worker()?;
            let result = exchange(&mut pipes, job);
            if pipes.ready {
                self.stillborn = 0;
            }
            let broken = match result {
                Ok(answer) => {
                    self.pipes = Some(pipes);
                    return answer;
                }
                Err(broken) => broken,
            };
            let was_ready = pipes.ready;
            drop(pipes);
            let Some(status) = self.seat.end() else { return Err(WorkerError::Dropped) };
            match broken {
                Broken::Begun(error) if is_garbage(&error) => {
                    return Err(WorkerError::Garbled(error.to_string()));
                }
                Broken::Begun(_) => return Err(WorkerError::Died(status)),
                // It died between two jobs; nobody had noticed yet.
                Broken::NotBegun(_) if was_ready => {}
                Broken::NotBegun(error) if is_garbage(&error) => self.stillborn(error.to_string())?,
                Broken::NotBegun(_) => self.stillborn(never_ready(status))?,
            }
        }
    }

    /// The pipes to the process that lives, or to a new one.
    fn living_worker(&mut self) -> Result<Pipes, WorkerError> {
        if let Some(pipes) = self.pipes.take() {
            if self.seat.is_alive() {
                return Ok(pipes);
            }
            let status = self.seat.end().ok_or(WorkerError::Dropped)?;
            if !pipes.ready {
                self.stillborn(never_ready(status))?;
            }
        }
        loop {
            match self.seat.fill(&self.command) {
                Ok(Some(pipes)) => return Ok(pipes),
                Ok(None) => return Err(WorkerError::Dropped),
                Err(error) => self.stillborn(error.to_string())?,
            }
        }
    }

    /// One more has died before it was ready, and this is what is known of it.
    fn stillborn(&mut self, last: String) -> Result<(), WorkerError> {
        self.stillborn += 1;
        if self.stillborn < MAX_STILLBORN { Ok(()) } else { Err(WorkerError::GaveUp(last)) }
    }

    /// Tells the worker that no more jobs will come, and waits until it has ended: it closes its pipe then.
    pub(crate) fn retire(mut self) {
        if let Some(Pipes { to_worker, mut from_worker, .. }) = self.pipes.take() {
            drop(to_worker);
            let _ = io::copy(&mut from_worker, &mut io::sink());
        }
        self.seat.end();
    }
}

fn never_ready(status: ExitStatus) -> String {
    format!("it ended before it had said that it is ready ({status})")
}

// ANCHOR: exchange
/// How an exchange broke down.
enum Broken {
    /// The worker did not have the whole job, or had not said that it reads jobs.
    NotBegun(io::Error),
    /// The worker had the job.
    Begun(io::Error),
}

/// Sends the job and waits for the answer.
fn exchange(pipes: &mut Pipes, job: &[u8]) -> Result<Result<Vec<u8>, WorkerError>, Broken> {
    frame::write(&mut pipes.to_worker, Kind::Job, job).map_err(Broken::NotBegun)?;
    if !pipes.ready {
        receive(pipes, &[Kind::Ready]).map_err(Broken::NotBegun)?;
        pipes.ready = true;
    }
    let frame = receive(pipes, &[Kind::Answer, Kind::Failure]).map_err(Broken::Begun)?;
    Ok(match frame.kind {
        Kind::Answer => Ok(frame.payload),
        _ => Err(WorkerError::JobFailed(String::from_utf8_lossy(&frame.payload).into_owned())),
    })
}
// ANCHOR_END: exchange

/// Waits for a frame of one of these kinds.
fn receive(pipes: &mut Pipes, kinds: &[Kind]) -> io::Result<Frame> {
    let frame = frame::read(&mut pipes.from_worker)?;
    let frame = frame.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    if kinds.contains(&frame.kind) {
        return Ok(frame);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of the kind {:?}", frame.kind)))
}

/// Whether what came made no sense, as opposed to: nothing came any more.
fn is_garbage(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
}
