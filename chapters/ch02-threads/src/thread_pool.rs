//! A fixed number of threads that take jobs from a channel.

use std::any::Any;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use lab::timeline::{self, State};

use crate::sync::{Receiver, Sender, bounded, spawn, unbounded};

/// A closure, boxed so that jobs of any type fit in one channel.
type Job = Box<dyn FnOnce() + Send>;

/// A fixed number of threads that take jobs from a channel, in the order in which the jobs came.
///
/// Dropping the pool does not wait. What is queued is still done, then the threads end by themselves; a job that never
/// ends keeps its own thread and nobody else. (Python's `ThreadPoolExecutor` waits at the end of its `with` block, and the
/// interpreter waits at exit.) Whoever needs the results joins the jobs.
// ANCHOR: thread_pool
pub struct ThreadPool {
    /// Where jobs go in. The threads hold the other end, and end when it is empty and this one is gone.
    jobs: Sender<Job>,
    /// How many threads take from it.
    threads: usize,
}

impl ThreadPool {
    /// Starts the threads.
    ///
    /// # Errors
    /// No threads were asked for, or the system has none to give; those that were started end again.
    pub fn new(threads: usize) -> io::Result<ThreadPool> {
        if threads == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a pool needs at least one thread"));
        }
        let (jobs, queue) = unbounded();
        for k in 1..=threads {
            let queue = queue.clone();
            spawn(format!("pool {k}"), move || work(&queue)).map_err(|error| {
                io::Error::new(error.kind(), format!("cannot start thread {k} of {threads}: {error}"))
            })?;
        }
        Ok(ThreadPool { jobs, threads })
    }

    /// Queues a job that gives nothing back.
    ///
    /// The queue has no limit. A real program that takes jobs from strangers bounds it, so that whoever brings more than
    /// the pool can do has to wait.
    pub fn execute(&self, job: impl FnOnce() + Send + 'static) {
        // It could only fail if all threads were gone, and they outlive the pool: a panic does not end them.
        let _ = self.jobs.send(Box::new(job));
    }
}

// ANCHOR: work
/// What each thread does: the next job, until there is no pool and no job left.
fn work(queue: &Receiver<Job>) {
    timeline::rest(State::Asleep);
    for job in queue.iter() {
        timeline::rest(State::Running);
        // A job that panics must not take a thread of the pool with it: after n such jobs the pool would be a queue that
        // nobody empties. The job is over either way, so no one sees what it left half done inside (hence the assertion);
        // what it shares with others is guarded by its own locks, which remember the panic (they are *poisoned*).
        let _ = catch_unwind(AssertUnwindSafe(job));
        timeline::rest(State::Asleep);
    }
    timeline::rest(State::Gone);
}
// ANCHOR_END: work
// ANCHOR_END: thread_pool

impl ThreadPool {
    /// How many threads are right for work that mostly blocks: names, files, other people's libraries.
    ///
    /// More than there are cores, because such threads mostly sleep, and with few of them slow names would keep files
    /// waiting; not many more, because each that does compute takes a core from the others. Python's default is the same.
    pub fn size_for_blocking_work() -> usize {
        (num_cpus::get() + 4).min(32)
    }

    /// How many threads it has.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Queues a job and gives a handle to its result.
    ///
    /// A panic of the job reaches whoever joins the handle; one whose handle was dropped reaches nobody.
    // ANCHOR: submit
    pub fn submit<T, F>(&self, job: F) -> JobHandle<T>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        // Room for the one result: the thread never waits for whoever asked.
        let (give, result) = bounded(1);
        self.execute(move || {
            // The panic is caught here, where there is someone to tell; `work` catches those of `execute`.
            // To send fails when the handle was dropped: nobody wants the result.
            let _ = give.send(catch_unwind(AssertUnwindSafe(job)));
        });
        JobHandle { result }
    }
    // ANCHOR_END: submit
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadPool")
            .field("threads", &self.threads)
            .field("queued", &self.jobs.len())
            .finish()
    }
}

/// A job's result, when there will be one. Dropping it does not stop the job.
#[derive(Debug)]
#[must_use = "without its handle nobody learns how the job ended, not even that it panicked"]
pub struct JobHandle<T> {
    /// Where the result comes out, once.
    result: Receiver<thread::Result<T>>,
}

impl<T> JobHandle<T> {
    /// Blocks until the job has ended.
    ///
    /// # Errors
    /// The job panicked: what it panicked with, as [`std::thread::JoinHandle::join`] gives it.
    pub fn join(self) -> thread::Result<T> {
        // The sending end is inside the job, and a job is always run.
        self.result.recv().unwrap_or_else(|gone| Err(Box::new(gone)))
    }
}

/// What a panic said, where it said something.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("(no message)")
}
