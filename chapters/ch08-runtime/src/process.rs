//! What computes for long, in processes; and awaited like anything else.

use std::io;
use std::process::Command;
use std::sync::Arc;

use ch03_processes::ProcessPool;
use ch03_processes::WorkerError;
use lab::timeline::{self, State};

use crate::blocking::spawn_blocking;
use crate::sync::Semaphore;

/// Chapter 3's pool of worker processes, awaited. (asyncio: `run_in_executor` with a `ProcessPoolExecutor`.)
///
/// tokio has no such pool; its `process` starts and awaits single programs.
///
/// The last clone dropped: a worker that is at work has half a second to end (this thread waits for it), then it is
/// killed; all are reaped. So a job that nobody waits for any more does not outlive the workers.
///
/// ```standalone_crate
/// use std::process::Command;
/// use ch08_runtime::{block_on, process::Workers};
///
/// # fn main() -> std::io::Result<()> {
/// // The program starts itself again: as a worker it answers jobs, bytes for bytes.
/// if std::env::var_os("IS_WORKER").is_some() {
///     return ch03_processes::worker::run(|job| job.iter().rev().copied().collect());
/// }
/// let mut command = Command::new(std::env::current_exe()?);
/// command.env("IS_WORKER", "yes");
/// let workers = Workers::new(command, 2)?;
/// let answer = block_on(async { workers.run("stressed").await });
/// assert_eq!(answer.unwrap(), b"desserts");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Workers {
    /// The processes.
    pool: Arc<ProcessPool>,
    /// One permit a worker: so many threads of the runtime's pool wait for them, and no more.
    free: Arc<Semaphore>,
}

impl Workers {
    /// Starts the workers (one at least), each by this command: a program that calls
    /// [`worker::run`](ch03_processes::worker::run).
    ///
    /// # Errors
    /// The program cannot be started, or there is no thread to be had.
    pub fn new(command: Command, workers: usize) -> io::Result<Workers> {
        let workers = workers.max(1);
        let pool = Arc::new(ProcessPool::new(command, workers)?);
        Ok(Workers { pool, free: Arc::new(Semaphore::new(workers)) })
    }

    /// Has a job done by a worker. A thread of the runtime's pool waits for the answer in its pipe: on Windows a poller
    /// polls sockets, and no pipes.
    ///
    /// Dropped: the job is done to its end all the same, if it was begun and the workers are not dropped too.
    ///
    /// # Errors
    /// The worker died, or could not be started again.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    pub async fn run(&self, job: impl Into<Vec<u8>>) -> Result<Vec<u8>, WorkerError> {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        // The thread waits for the answer and holds no pool: a job that is stuck must not keep the pool from its end.
        let answer = self.pool.submit(job.into());
        let answered = spawn_blocking(move || {
            timeline::rest(State::Waiting); // in the picture: it is the worker that computes
            let answer = answer.wait();
            drop(permit); // held for as long as the worker is busy, though nobody may be waiting any more
            answer
        });
        answered.await.unwrap_or_else(|error| Err(WorkerError::JobFailed(error.to_string())))
    }
}
