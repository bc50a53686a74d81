//! Chapter 6: a waker: who says continue, and how; its demos.
//!
//! ```console
//! $ cargo run -p ch06-waker
//! $ cargo run -p ch06-waker -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::Chapter;

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch06-waker",
    about: "A waker: who says continue, and how",
    demos: demos::ALL,
    fetch: None,
    serve: None,
    models: ch05_event_loop::models,
    hidden: &[ch03_processes::HIDDEN],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
