//! Other people's runtimes doing the work of a chapter's `serve`, and a client light enough to tell them apart.
//!
//! # Implementation
//! The programs of `src/bin` differ in how they wait and in nothing else: all of them parse with `httparse` ([`Hello`];
//! hyper by itself), and answer with the same bytes as every chapter's `serve`. Each is one thread, but for tokio's
//! multi-thread runtime and the thread per connection. [`micro`] is the work inside an executor: spawning, yielding, waking,
//! timers. `cargo x race` builds, runs and compares them; plain `cargo test` and `cargo build` leave this package alone.
//!
//! `unsafe` is denied here and allowed in two private places: the allocator that counts, and a walk over pinned sleeps.
#![deny(unsafe_code)]

#[cfg(target_os = "linux")]
mod client_options;
mod hello;
#[cfg(target_os = "linux")]
pub mod micro;
#[cfg(target_os = "linux")]
mod on_tokio;
mod read_answer;
mod serve_on;
mod socket_turn;
#[cfg(target_os = "linux")]
mod turns;
#[cfg(target_os = "linux")]
mod window;

#[cfg(target_os = "linux")]
pub use client_options::{ClientOptions, run_client};
pub use hello::{Hello, Malformed, REQUEST, RESPONSE};
#[cfg(target_os = "linux")]
pub use on_tokio::serve_on_tokio;
pub use read_answer::read_answer;
#[cfg(not(target_os = "linux"))]
pub use serve_on::not_here;
pub use serve_on::serve_on;
pub use socket_turn::{Next, Scratch, SocketTurn};
#[cfg(target_os = "linux")]
pub use turns::{Stretch, in_turns};
#[cfg(target_os = "linux")]
pub use window::{Spent, Window, cpu_of, pin};
