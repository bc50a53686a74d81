//! Other people's runtimes doing the work of a chapter's `serve`, and a client light enough to tell them apart.
//!
//! # Implementation
//! The programs of `src/bin` differ in how they wait and in nothing else: all of them parse with [`Hello`], and answer
//! with the same bytes as every chapter's `serve`. Each is one thread. `cargo x race` builds, runs and compares them;
//! plain `cargo test` and `cargo build` leave this package alone.
#![forbid(unsafe_code)]

mod hello;
mod serve_on;
mod socket_turn;
#[cfg(target_os = "linux")]
mod window;

pub use hello::{Hello, Malformed, REQUEST, RESPONSE};
pub use serve_on::serve_on;
pub use socket_turn::{Next, Scratch, SocketTurn};
#[cfg(target_os = "linux")]
pub use window::{Spent, Window, cpu_of, pin};
