//! A runtime: everything a program needs from asyncio.
//!
//! | file | concept |
//! |---|---|
//! | [`runtime`] | chapter 7's executor and reactor, found without being passed |
//! | [`driver`] | the seam to them |
//! | [`here`] | the same seam for what makes tasks |
//! | [`time`] | sleep, timeout, interval |
//! | [`mod@race`], [`mod@select`] | the first of two |
//! | [`join_set`] | tasks that end with their maker |
//! | [`sync`] | tasks that talk: oneshot, mpsc, semaphore, mutex, notify |
//! | [`blocking`] | what blocks, on chapter 2's threads |
//! | [`process`] | what computes, in chapter 3's processes |
//! | [`net`], [`fs`] | sockets and names, files |
//! | [`lines`] | lines of a connection, and none lost by a cancel |
//! | [`signal`] | Ctrl-C and SIGTERM |
//! | [`dump`] | all tasks as a table |
//! | [`mod@fetch`], [`serve`] | the two programs of the book; a server that stops well |
//!
//! # Implementation
//! One thread runs all tasks, and waits in one place: chapter 7's reactor, in the poller. Beside it are the threads of the
//! pool, each of which waits in whatever call it was given, and reports by waking a task. (Where signals
//! cannot be written into a pipe, one thread more waits for them, once somebody asks.)
#![forbid(unsafe_code)]

pub mod blocking;
pub mod driver;
pub mod dump;
pub mod fetch;
pub mod fs;
pub mod here;
pub mod join_set;
pub mod lines;
pub mod net;
pub mod process;
pub mod race;
pub mod runtime;
pub mod select;
pub mod serve;
pub(crate) mod shim;
pub mod signal;
pub mod sync;
pub mod time;

pub use blocking::{Blocking, spawn_blocking};
pub use ch07_executor::{Elapsed, JoinError, JoinHandle, TaskId, TaskInfo, join, join_all, yield_now};
pub use driver::RuntimeDriver;
pub use fetch::fetch_all;
pub use here::Here;
pub use join_set::Failed;
pub use net::{TcpListener, TcpStream};
pub use race::race;
pub use runtime::{Handle, Runtime, block_on, spawn, spawn_named, tasks};
pub use select::{Either, select};
pub use time::{Interval, Sleep, interval, sleep, timeout};

/// Tasks that end with their maker: see [`join_set::JoinSet`].
pub type JoinSet<T> = join_set::JoinSet<T>;

/// This chapter's model, after all earlier ones.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch07_executor::models();
    models.push(fetch::MODEL);
    models
}
