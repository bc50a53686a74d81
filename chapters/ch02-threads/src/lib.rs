//! Threads: many sleepers. A thread that waits costs no CPU, so a hundred waits are a hundred threads, all waiting at
//! once; and one lock shows what threads are worth when only one of them may compute.
//!
//! # Implementation
//! Every request and every connection has a thread of its own, which waits in chapter 1's blocking calls; the thread that
//! started them waits in `join` or in `accept`. With [`ThreadPool`] there are n threads, which wait on a channel for
//! jobs. Which thread runs when, the operating system decides, and it takes the core away from a thread that does not
//! give it back (*pre-emption*): no thread can hold up another, but any two may be interrupted anywhere.
//!
//! | module | what it holds |
//! |---|---|
//! | [`batch`] | a thread for each request, or n threads for all of them |
//! | [`mod@serve`] | a thread for each connection, or n threads for all of them |
//! | [`thread_pool`] | n threads that take jobs from a channel |
//! | [`global_lock`] | Python's global interpreter lock, made by hand |
//! | [`race`], [`paper`], [`refcount`] | what goes wrong between two threads, counted, and its repairs |
//! | [`hand_off`], [`join`] | from one thread to another and back; waiting for several |
//! | [`recipe`] | a cake, for the demos that bake |
//! | [`three`] | work that computes, waits and computes, on threads |
//! | [`taking_turns`] | two computations in turn, on two threads, under the lock |
//! | [`compiler_refuses`] | data races that do not compile |
#![forbid(unsafe_code)]

pub mod batch;
pub mod compiler_refuses;
pub mod global_lock;
pub mod hand_off;
pub mod join;
pub mod paper;
pub mod race;
pub mod recipe;
pub mod refcount;
pub mod serve;
mod sync;
pub mod taking_turns;
pub mod thread_pool;
pub mod three;

pub use batch::{MODEL, POOL_MODEL, fetch_all, fetch_all_pool};
pub use global_lock::{Gil, GlobalLock};
pub use serve::{serve, serve_pool};
pub use thread_pool::{JobHandle, ThreadPool};

/// All models so far, this chapter's last: for `compare`.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch01_blocking_socket::models();
    models.extend([POOL_MODEL, MODEL]);
    models
}
