//! An event loop: tasks instead of threads.
//!
//! | file | concept |
//! |---|---|
//! | [`message_loop`] | the simplest event loop: a queue of messages, with the two faults it is usually shown with |
//! | [`coroutine`] | something that can be resumed, and says what it waits for |
//! | [`sources`] | who waits for which socket |
//! | [`timers`] | who waits until when |
//! | [`counted`] | a map whose keys we count up ourselves |
//! | [`core`] | what a running task may use of the loop |
//! | [`event_loop`] | the loop itself: `run_once` |
//! | [`mod@sleep`], [`mod@fetch`], [`nested`], [`serve`] | coroutines |
//!
//! # Implementation
//! One thread. It waits in exactly one place, [`Poller::wait`](polling::Poller::wait) inside
//! [`EventLoop::run_once`], and only when no task is ready. Chapter 4's loop knew that it ran fetches; this one knows
//! nothing of what it runs.
#![forbid(unsafe_code)]

pub mod core;
pub mod coroutine;
pub mod counted;
pub mod event_loop;
pub mod fetch;
pub mod message_loop;
pub mod nested;
pub mod serve;
pub mod sleep;
pub mod sources;
pub mod timers;

pub use self::core::{Core, TaskId};
pub use coroutine::{Coroutine, Step, Wait};
pub use counted::Counted;
pub use event_loop::{EventLoop, LoopError};
pub use fetch::{FetchCoroutine, fetch_all};
pub use nested::Deliver;
pub use sleep::Sleep;
pub use sources::{Key, Sources};
pub use timers::{TimerKey, Timers};

/// This chapter's model, after all earlier ones.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch04_nonblocking_socket::models();
    models.push(fetch::MODEL);
    models
}
