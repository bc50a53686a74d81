//! Chapter 7's tests of its executor, on this chapter's.
#![allow(missing_docs, clippy::duplicate_mod)]

extern crate ch07_executor as chapter_7;
// In the files below `ch07_executor` means what stands here: chapter 7, with another executor.
extern crate self as ch07_executor;

pub use ch09_fast_path::executor::{LocalExecutor, Spawner};
pub use ch09_fast_path::join_handle::JoinHandle;
pub use chapter_7::*;

#[path = "../../ch07-executor/tests/tasks_without_sockets.rs"]
mod tasks;

#[path = "../../ch07-executor/tests/join_handle_without_sockets.rs"]
mod handles;

#[path = "../../ch07-executor/tests/panics_without_sockets.rs"]
mod panics;

#[path = "../../ch07-executor/tests/end_of_executor_without_sockets.rs"]
mod end_of_executor;

#[path = "../../ch07-executor/tests/foreign_wakers_without_sockets.rs"]
mod foreign_wakers;

#[path = "../../ch07-executor/tests/programs_without_sockets.rs"]
mod programs;

#[path = "../../ch07-executor/tests/timers_without_sockets.rs"]
mod timers;
