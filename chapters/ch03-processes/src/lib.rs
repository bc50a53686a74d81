//! Processes: the same address, other memory.
//!
//! # Implementation
//! A [`ProcessPool`] has one thread a worker in the parent, blocked in reading that worker's pipe; the worker itself
//! does its jobs on its main thread, with a second thread that waits for the end of stdin, which is the end of the
//! parent.
//!
//! | module | what it holds |
//! |---|---|
//! | [`frame`] | messages on a pipe: a length, a kind, so many bytes |
//! | [`worker`] | the child's side: jobs in, answers out |
//! | [`process_pool`] | the parent's side: a queue, a thread a worker, replacements for the dead |
//! | [`batch`] | a batch of requests, a slice of it for each child |
//! | [`wire`] | requests and responses as bytes: everything is posted |
//! | [`mod@serve`] | children that share one listener, and the lifeline that ends them |
//! | `fork` (Unix) | the same address, two values |
#![deny(unsafe_code)]

pub mod batch;
#[cfg(unix)]
pub mod fork;
pub mod frame;
pub mod process_pool;
pub mod serve;
pub mod wire;
pub mod worker;
mod worker_error;
mod worker_handle;

pub use batch::{HIDDEN, MODEL, fetch_all, fetch_all_with};
pub use process_pool::{Pending, ProcessPool};
pub use serve::serve;
pub use worker_error::WorkerError;

/// All models so far, this chapter's last: for `compare`. Programs that run it have [`HIDDEN`] among their commands.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch02_threads::models();
    models.push(MODEL);
    models
}
