//! Chapter 1: one blocking socket, its demos.
//!
//! ```console
//! $ cargo run -p ch01-blocking-socket
//! $ cargo run -p ch01-blocking-socket -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use lab::cli::{Chapter, FetchCommand, ServeCommand};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch01-blocking-socket",
    about: "One blocking socket: where the time goes",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[],
        model: |_| ch01_blocking_socket::MODEL.name,
        resolve: lab::fetch::resolve_in_turn,
        run: |_, targets, timeout| ch01_blocking_socket::fetch_all(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[],
        about: "serves one client at a time; the others wait in the backlog",
        prepare: || Ok(()),
        run: |_, listener| ch01_blocking_socket::serve(listener),
    }),
    models: ch01_blocking_socket::models,
    hidden: &[],
};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
