//! An executor: one thread that polls tasks, and waits in the poller.
//!
//! | file | concept |
//! |---|---|
//! | [`mod@task`] | a future that is run, and the waker that names it |
//! | [`run_queue`] | who can go on: notes from any thread, taken by one |
//! | [`join_handle`] | how a task ended, for whoever wants to know |
//! | [`executor`] | polls tasks, and when none is ready, waits |
//! | [`mod@enter`] | one executor at a time on one thread |
//! | [`census`], [`slow_poll`] | what it tells of its tasks |
//! | [`park`] | where it waits: until called, |
//! | [`clock`] | or until a time, |
//! | [`reactor`] | or for sockets |
//! | [`driver`] | what sockets and sleeps ask of whatever is underneath |
//! | [`turn`] | what a task and the executor tell one another during a poll |
//! | [`hops`] | notes of who has done what, for the demo `byte` |
//! | [`mod@sleep`], [`timeout`], [`tcp_stream`], [`tcp_listener`] | what tasks await |
//! | [`mod@fetch`], [`serve`] | the two programs of the book, in async/await |
//!
//! # Implementation
//! One thread. It waits in exactly one place, [`Park::park`] in the executor's loop, and only when no
//! task is ready. With a [`Reactor`] that place is [`Poller::wait`](polling::Poller::wait): readiness, a timer, and a
//! wake from another thread all end it. Other threads do nothing but leave notes in the run queue.
#![forbid(unsafe_code)]

pub mod census;
pub mod clock;
pub mod driver;
pub mod enter;
pub mod executor;
pub mod fetch;
pub mod hops;
pub mod join_handle;
pub mod park;
pub mod reactor;
pub mod run_queue;
pub mod serve;
pub mod sleep;
pub mod slow_poll;
pub(crate) mod sync;
pub mod task;
pub mod tcp_listener;
pub mod tcp_stream;
pub mod timeout;
pub mod turn;

pub use census::TaskInfo;
pub use ch06_waker::{join, join_all, yield_now};
pub use clock::{Clock, ClockPark};
pub use driver::{Current, Driver, Timer};
pub use executor::{LocalExecutor, Spawner};
pub use fetch::fetch_all;
pub use join_handle::{JoinError, JoinHandle};
pub use park::Park;
pub use reactor::{Reactor, ReactorPark};
pub use sleep::{Sleep, sleep_on};
pub use slow_poll::SlowPoll;
pub use task::TaskId;
pub use tcp_listener::TcpListener;
pub use tcp_stream::TcpStream;
pub use timeout::{Elapsed, timeout_on};
pub use turn::{WaitsFor, waits_for};

/// This chapter's model, after all earlier ones.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch05_event_loop::models();
    models.push(fetch::MODEL);
    models
}
