//! The work inside an executor, the same for every runtime: spawning, yielding, waking, timers, memory, fairness.
//!
//! # Implementation
//! Each work is a generic function over [`Runtime`], a handful of things that every runtime has. One process runs one
//! work on one runtime, and prints what it came to; `cargo x race` runs them in turns and compares.

mod command;
mod heap;
mod hog;
mod meter;
mod runtime;
mod runtimes;
mod spawning;
mod timers;
mod waking;

pub use command::main;
pub use heap::Counting;
pub use runtime::Runtime;
