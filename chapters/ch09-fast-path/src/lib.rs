//! The fast path: the same runtime, made fast one measured step at a time.
//!
//! | file | concept |
//! |---|---|
//! | `task` | one allocation: what a task is, its future, then its output |
//! | `run_queue` | who can go on: a plain queue, and an inbox for other threads |
//! | [`join_handle`] | how a task ended, read from where the task was |
//! | [`executor`] | polls tasks, and when none is ready, waits |
//! | [`wheel`] | who waits until when: a heap for what is near, a wheel for what is far |
//!
//! # Implementation
//! One thread, as before. It waits in one place, [`Park::park`](ch07_executor::Park::park), and only when no task is ready.

pub mod executor;
pub mod join_handle;
mod run_queue;
mod sync;
mod task;
mod waits;
pub mod wheel;
