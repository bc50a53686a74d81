//! Why a job brought no answer.

use std::fmt;
use std::process::ExitStatus;

/// Why a job brought no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WorkerError {
    /// The job failed, and the worker lived to say why.
    JobFailed(String),
    /// The worker died in the middle of the job. Whether the job had done half of its work, nobody knows.
    Died(ExitStatus),
    /// The worker sent something that is no answer, and was ended for it.
    Garbled(String),
    /// The job is longer than a frame may be; it was not sent.
    TooLong(usize),
    /// Workers die before they are ready, one after the other: the pool has given up. The sentence is about the last.
    GaveUp(String),
    /// The pool was dropped before the job was done.
    Dropped,
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkerError::JobFailed(why) => write!(f, "the job failed in the worker: {why}"),
            WorkerError::Died(status) => write!(f, "the worker died before it answered ({status})"),
            WorkerError::Garbled(what) => write!(f, "the worker sent no answer but something else: {what}"),
            WorkerError::TooLong(length) => write!(f, "a job of {length} bytes is too long to be sent"),
            WorkerError::GaveUp(last) => write!(f, "no worker can be started: {last}"),
            WorkerError::Dropped => write!(f, "the pool of workers was dropped before the job was done"),
        }
    }
}

impl std::error::Error for WorkerError {}
