//! Chapter 2: threads, its demos.
//!
//! ```console
//! $ cargo run -p ch02-threads
//! $ cargo run -p ch02-threads -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use ch02_threads::{MODEL, POOL_MODEL};
use lab::cli::{Args, Chapter, FetchCommand, Flag, ServeCommand, Value};

/// As many threads as the system will give are tried with `many`; a pool has fewer.
const POOL: Flag = Flag {
    name: "pool",
    value: Value::Number(1, 10_000),
    about: "A pool of so many threads; by default a thread for each.",
};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch02-threads",
    about: "Threads: many sleepers, and one lock",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[POOL],
        model: |args| if pool(args).is_some() { POOL_MODEL.name } else { MODEL.name },
        resolve: lab::fetch::resolve_in_turn,
        run: |args, targets, timeout| match pool(args) {
            Some(threads) => ch02_threads::fetch_all_pool(threads, targets, timeout),
            None => ch02_threads::fetch_all(targets, timeout),
        },
    }),
    serve: Some(ServeCommand {
        flags: &[POOL],
        about: "serves each connection on a thread of its own, or all of them on a pool",
        prepare: || Ok(()),
        run: |args, listener| match pool(args) {
            Some(threads) => ch02_threads::serve_pool(threads, listener),
            None => ch02_threads::serve(listener),
        },
    }),
    models: ch02_threads::models,
    hidden: &[],
};

/// How many threads the pool is to have, where one was asked for.
fn pool(args: &Args) -> Option<usize> {
    args.number("pool").and_then(|threads| usize::try_from(threads).ok())
}

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
