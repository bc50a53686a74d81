//! The fast path: the same runtime, made fast one measured step at a time.
//!
//! | file | concept |
//! |---|---|
//! | [`mod@steps`] | the steps, each a runtime of other parts |
//! | [`parts`] | what a runtime is put together from |
//! | [`driver`] | a socket is registered once, and stays so |
//! | [`backend`] | what tells a driver of sockets: |
//! | [`mod@polling`], [`epoll`] | the crate `polling`; Linux itself |
//! | `task` | one allocation: what a task is, its future, then its output |
//! | `run_queue` | who can go on: a plain queue, and an inbox for other threads |
//! | [`join_handle`] | how a task ended, read from where the task was |
//! | [`executor`] | polls tasks, and when none is ready, waits |
//! | [`timer_table`] | who waits until when: chapter 5's table, |
//! | [`wheel`] | or a heap for what is near, and a wheel for what is far |
//! | [`runtime`], [`net`], [`time`], [`signal`], [`mod@fetch`], [`serve`] | chapter 8's API on top of them |
//!
//! # Implementation
//! One thread, as before. It waits in one place, [`Park::park`](ch07_executor::Park::park), and only when no task is ready.
//! What needs no runtime of its own, as channels and locks, is chapter 8's; so is what blocks, on the threads of its pool.

pub mod backend;
pub mod driver;
#[cfg(target_os = "linux")]
pub mod epoll;
pub mod executor;
pub mod fetch;
pub mod join_handle;
pub mod net;
pub mod parts;
pub mod polling;
mod run_queue;
pub mod runtime;
pub mod serve;
mod shim;
pub mod signal;
mod slots;
pub mod steps;
mod task;
pub mod time;
pub mod timer_table;
mod waits;
pub mod wheel;

pub use ch08_runtime::blocking::{self, Blocking, spawn_blocking};
pub use ch08_runtime::join_set::{self, Failed};
pub use ch08_runtime::select::{self, Either, select};
pub use ch08_runtime::{
    Elapsed, JoinError, TaskId, TaskInfo, dump, fs, join, join_all, lines, process, race, sync, yield_now,
};
pub use fetch::fetch_all;
pub use net::{TcpListener, TcpStream};
pub use runtime::{block_on, spawn, spawn_named, tasks};
pub use time::{Interval, Sleep, interval, sleep, timeout};

/// What the sockets and sleeps of this crate wait through.
pub type RuntimeDriver = driver::Persistent<steps::Fast>;
/// An executor and its driver, with all steps taken.
pub type Runtime = runtime::Runtime<steps::Fast>;
/// What tasks use of their runtime.
pub type Handle = runtime::Handle<steps::Fast>;
/// How a task ended, for whoever wants to know.
pub type JoinHandle<T> = runtime::JoinHandleOf<T, steps::Fast>;
/// Tasks that end with their maker: chapter 8's.
pub type JoinSet<T> = join_set::JoinSet<T, RuntimeDriver>;

/// This chapter's model, after all earlier ones.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch08_runtime::models();
    models.push(fetch::MODEL);
    models
}
