//! Chapter 8: a runtime: everything a program needs from asyncio; its demos.
//!
//! ```console
//! $ cargo run -p ch08-runtime
//! $ cargo run -p ch08-runtime -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::{Chapter, FetchCommand, ServeCommand};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch08-runtime",
    about: "A runtime: everything a program needs from asyncio",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[],
        model: |_| ch08_runtime::fetch::MODEL.name,
        resolve: ch08_runtime::fetch::resolve_all,
        run: |_, targets, timeout| ch08_runtime::fetch_all(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[lab::vitals::FLAG],
        about: "one thread, a task for each client; stops well on Ctrl-C",
        prepare: || ch08_runtime::signal::stop().map(drop),
        run: |args, listener| ch08_runtime::serve::serve(listener, lab::vitals::every(args)),
    }),
    models: ch08_runtime::models,
    hidden: &[ch03_processes::HIDDEN, demos::elsewhere::HIDDEN, demos::when::CELL, demos::when::WORKER],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
