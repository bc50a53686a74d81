//! Chapter 4: non-blocking sockets, its demos.
//!
//! ```console
//! $ cargo run -p ch04-nonblocking-socket
//! $ cargo run -p ch04-nonblocking-socket -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use ch04_nonblocking_socket::{busy, poll};
use lab::cli::{Args, Chapter, FetchCommand, Flag, ServeCommand, Value};
use lab::fetch::Model;

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch04-nonblocking-socket",
    about: "Non-blocking sockets: asked in a loop, and then told",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[Flag {
            name: "busy",
            value: Value::None,
            about: "ask in a loop instead of waiting to be told",
        }],
        model: |args| model(args).name,
        resolve: lab::fetch::resolve_in_turn,
        run: |args, targets, timeout| (model(args).fetch_all)(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[],
        about: "one thread, one poller, a state machine for each client",
        prepare: || Ok(()),
        run: |_, listener| ch04_nonblocking_socket::serve::serve(listener),
    }),
    models: ch04_nonblocking_socket::models,
    hidden: &[ch03_processes::HIDDEN],
};

fn model(args: &Args) -> Model {
    if args.has("busy") { busy::MODEL } else { poll::MODEL }
}

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
