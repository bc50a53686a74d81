//! Chapter 7's million tasks, on this chapter's executor.
#![allow(missing_docs)]

extern crate ch07_executor as chapter_7;
// In the file below `ch07_executor` means what stands here: chapter 7, with another executor.
extern crate self as ch07_executor;

pub use ch09_fast_path::executor::{LocalExecutor, Spawner};
pub use ch09_fast_path::join_handle::JoinHandle;
pub use chapter_7::*;

#[path = "../../ch07-executor/tests/many_without_sockets.rs"]
mod many;
