//! A pool of worker processes: jobs go out as bytes, answers come back as bytes.
//!
//! # Implementation
//! Nothing waits for two things at once here: each worker has its own thread in the parent, which takes a job from
//! the queue, writes it to the worker's stdin, and blocks in reading the worker's stdout. So a dead worker is seen by
//! the one thread that waits for it, as an end of file, and no other job is touched.

use std::convert::Infallible;
use std::io;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use lab::timeline::{self, Lane, State};

use crate::frame::MAX_PAYLOAD;
use crate::worker_error::WorkerError;
use crate::worker_handle::{Seat, WorkerHandle};

/// How long a drop lets workers end by themselves before it ends them.
const GRACE: Duration = Duration::from_millis(500);

/// A fixed number of worker processes, and a queue of jobs.
///
/// [`close`](Self::close) has all jobs done and waits for the workers to end. A plain drop waits for nobody: jobs that
/// are still queued are not done, and a worker that is stuck is killed. Either way every worker is reaped.
// ANCHOR: process_pool
#[derive(Debug)]
pub struct ProcessPool {
    /// The queue. `None` from the moment the pool closes: that ends the threads' loops.
    jobs: Option<Sender<Order>>,
    /// One thread a worker. Joined by `close` alone, because a drop must not wait for them.
    threads: Vec<JoinHandle<()>>,
    /// Where the worker processes sit: so that a drop can end them.
    seats: Vec<Arc<Seat>>,
    /// Disconnected when the last thread has ended. Nothing is ever sent.
    ended: Receiver<Infallible>,
    /// What the pool and its threads share.
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Set by the drop: jobs still in the queue are not worth beginning.
    dropped: AtomicBool,
    /// Set once, when workers cannot be started any more: what all jobs that are left are told.
    gave_up: OnceLock<WorkerError>,
}

/// A job, and where its answer goes.
#[derive(Debug)]
struct Order {
    job: Vec<u8>,
    answer: Sender<Result<Vec<u8>, WorkerError>>,
}
// ANCHOR_END: process_pool

impl ProcessPool {
    /// Starts the workers (one at least), each by this command: a program that calls [`worker::run`](crate::worker::run).
    /// Its stdin and stdout become the pipes; its stderr is ours.
    ///
    /// # Errors
    /// The program cannot be started, or there is no thread to be had.
    // ANCHOR: new
    pub fn new(mut command: Command, workers: usize) -> io::Result<ProcessPool> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let command = Arc::new(Mutex::new(command));
        let (send, queue) = unbounded::<Order>();
        let (alive, ended) = bounded(0);
        let mut pool = ProcessPool {
            jobs: Some(send),
            threads: Vec::new(),
            seats: Vec::new(),
            ended,
            shared: Arc::default(),
        };
        for n in 1..=workers.max(1) {
            let seat = Arc::<Seat>::default();
            pool.seats.push(Arc::clone(&seat));
            let worker = WorkerHandle::start(Arc::clone(&command), seat)?;
            let (queue, shared, alive) = (queue.clone(), Arc::clone(&pool.shared), alive.clone());
            let lane = timeline::lane(timeline::Kind::Process, || format!("worker {n}"));
            pool.threads.push(lab::thread::spawn(format!("feeds worker {n}"), move || {
                feed(worker, queue, &shared, lane);
                drop(alive);
            })?);
        }
        Ok(pool)
    }
    // ANCHOR_END: new

    /// Puts a job into the queue. The answer is waited for, or not, through what comes back.
    pub fn submit(&self, job: Vec<u8>) -> Pending {
        let (answer, pending) = bounded(1);
        if job.len() > MAX_PAYLOAD {
            // There is room for one answer, and the receiver is in our hands.
            let _ = answer.send(Err(WorkerError::TooLong(job.len())));
        } else if let Some(jobs) = &self.jobs {
            // When all threads have given up, the order comes back and is dropped, `answer` with it: `wait` sees that.
            let _ = jobs.send(Order { job, answer });
        }
        Pending { answer: pending, shared: Arc::clone(&self.shared) }
    }

    /// Has all jobs done, and gives the answers in the order of the jobs, whichever came first.
    pub fn map(&self, jobs: impl IntoIterator<Item = Vec<u8>>) -> Vec<Result<Vec<u8>, WorkerError>> {
        // All are submitted before the first is waited for: an iterator alone would do one after the other.
        let pending: Vec<Pending> = jobs.into_iter().map(|job| self.submit(job)).collect();
        pending.into_iter().map(Pending::wait).collect()
    }

    // ANCHOR: close
    /// Has all jobs done that were submitted, then waits until every worker has ended.
    ///
    /// The system bills a child's CPU time to its parent only when the parent has waited for it: so a measurement
    /// that is to hold the workers' time ends after this.
    pub fn close(mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A thread of ours does not panic; and if it did, its jobs have been told.
            let _ = thread.join();
        }
    }
    // ANCHOR_END: close
}

impl Drop for ProcessPool {
    // ANCHOR: drop
    fn drop(&mut self) {
        self.shared.dropped.store(true, SeqCst);
        // A thread without a job leaves its loop, and tells its worker to end. What we wait for is that all have.
        self.jobs = None;
        if let Err(RecvTimeoutError::Timeout) = self.ended.recv_timeout(GRACE) {
            // Some worker is at work, or stuck. Ended, it closes its pipe, and its thread sees that and ends too. We
            // do not wait for the threads: a child of the worker may hold the same pipe open.
            for seat in &self.seats {
                seat.close();
            }
        }
    }
    // ANCHOR_END: drop
}

/// What a worker's thread does: takes jobs until there are no more, and has each done.
///
/// `lane` is the process's, seen from here: *running* is from the sending of a job to its answer.
// ANCHOR: feed
fn feed(mut worker: WorkerHandle, queue: Receiver<Order>, shared: &Shared, lane: Lane) {
    timeline::mark(lane, State::Asleep);
    for Order { job, answer } in &queue {
        if shared.dropped.load(SeqCst) {
            break;
        }
        timeline::mark(lane, State::Running);
        let result = worker.ask(&job);
        timeline::mark(lane, State::Asleep);
        // Where no worker will live any more, this thread says so and takes no more jobs, so that those whose workers
        // live get them. When all threads have come here, the queue is dropped with all that is in it.
        // ANCHOR_END: feed
        if let Err(error @ WorkerError::GaveUp(_)) = &result {
            let _ = shared.gave_up.set(error.clone());
            let _ = answer.send(result);
            break;
        }
        // ANCHOR: feed_end
        // Fails when nobody waits any more.
        let _ = answer.send(result);
    }
    drop(queue);
    worker.retire();
    timeline::mark(lane, State::Gone);
}
// ANCHOR_END: feed_end

/// A job that was submitted. Dropping it does not stop the job.
#[derive(Debug)]
#[must_use = "the answer, and whether there is one, is known only by `wait`"]
pub struct Pending {
    /// Where the answer comes; disconnected without one when nobody will do the job any more.
    answer: Receiver<Result<Vec<u8>, WorkerError>>,
    /// Says why, then.
    shared: Arc<Shared>,
}

impl Pending {
    /// Blocks until the job is done, or cannot be done.
    ///
    /// # Errors
    /// The job failed, its worker died, or the pool is gone.
    pub fn wait(self) -> Result<Vec<u8>, WorkerError> {
        self.answer
            .recv()
            .unwrap_or_else(|_| Err(self.shared.gave_up.get().cloned().unwrap_or(WorkerError::Dropped)))
    }
}
