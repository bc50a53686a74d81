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
#![deny(unsafe_code)]

pub mod frame;
pub mod process_pool;
pub mod worker;
mod worker_error;
mod worker_handle;

pub use process_pool::{Pending, ProcessPool};
pub use worker_error::WorkerError;
