//! Chapter 7: an executor: one thread that polls tasks and waits in the poller; its demos.
//!
//! ```console
//! $ cargo run -p ch07-executor
//! $ cargo run -p ch07-executor -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::Chapter;

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch07-executor",
    about: "An executor: one thread that polls tasks and waits in the poller",
    demos: demos::ALL,
    fetch: None,
    serve: None,
    models: ch05_event_loop::models,
    hidden: &[ch03_processes::HIDDEN],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
