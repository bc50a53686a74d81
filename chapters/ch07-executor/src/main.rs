//! Chapter 7: an executor: one thread that polls tasks and waits in the poller; its demos.
//!
//! ```console
//! $ cargo run -p ch07-executor
//! $ cargo run -p ch07-executor -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::{Chapter, FetchCommand, ServeCommand};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch07-executor",
    about: "An executor: one thread that polls tasks and waits in the poller",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[],
        model: |_| ch07_executor::fetch::MODEL.name,
        resolve: lab::fetch::resolve_in_turn,
        run: |_, targets, timeout| ch07_executor::fetch_all(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[lab::vitals::FLAG],
        about: "one thread, one executor, a task for each client",
        prepare: || Ok(()),
        run: |args, listener| ch07_executor::serve::serve(listener, lab::vitals::every(args)),
    }),
    models: ch07_executor::models,
    hidden: &[ch03_processes::HIDDEN],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
