//! Chapter 5: an event loop, its demos.
//!
//! ```console
//! $ cargo run -p ch05-event-loop
//! $ cargo run -p ch05-event-loop -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::{Chapter, FetchCommand, ServeCommand};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch05-event-loop",
    about: "An event loop: tasks instead of threads. One thread, many waits",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[],
        model: |_| ch05_event_loop::fetch::MODEL.name,
        resolve: lab::fetch::resolve_in_turn,
        run: |_, targets, timeout| ch05_event_loop::fetch_all(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[lab::vitals::FLAG],
        about: "one thread, one event loop, a task for each client",
        prepare: || Ok(()),
        run: |args, listener| ch05_event_loop::serve::serve(listener, lab::vitals::every(args)),
    }),
    models: ch05_event_loop::models,
    hidden: &[ch03_processes::HIDDEN],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
