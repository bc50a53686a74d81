//! Chapter 8: a runtime: everything a program needs from asyncio; its demos.
//!
//! ```console
//! $ cargo run -p ch08-runtime
//! $ cargo run -p ch08-runtime -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::Chapter;

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch08-runtime",
    about: "A runtime: everything a program needs from asyncio",
    demos: demos::ALL,
    fetch: None,
    serve: None,
    models: ch05_event_loop::models,
    hidden: &[ch03_processes::HIDDEN],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
