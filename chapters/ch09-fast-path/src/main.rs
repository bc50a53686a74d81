//! Chapter 9: the fast path: the same runtime, made fast one measured step at a time; its demos.
//!
//! ```console
//! $ cargo run -p ch09-fast-path
//! $ cargo run -p ch09-fast-path -- list
//! $ cargo run --release -p ch09-fast-path -- serve --step 1
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::process::ExitCode;

use ch09_fast_path::steps::{STEPS, Step};
use lab::cli::{Args, Chapter, FetchCommand, Flag, ServeCommand, Value};

/// One of the steps.
const STEP: Flag = Flag {
    name: "step",
    value: Value::Number(0, STEPS.len() as u64 - 1),
    about: "On the runtime as it is after so many steps; by default after all.",
};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch09-fast-path",
    about: "The fast path: the same runtime, made fast one measured step at a time",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[STEP],
        model: |_| ch09_fast_path::fetch::MODEL.name,
        resolve: ch09_fast_path::fetch::resolve_all,
        run: |args, targets, timeout| (step(args).fetch_all)(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[STEP, lab::vitals::FLAG],
        about: "one thread, a task for each client; stops well on Ctrl-C",
        prepare: || ch09_fast_path::signal::stop().map(drop),
        run: |args, listener| (step(args).serve)(listener, lab::vitals::every(args)),
    }),
    models: ch09_fast_path::models,
    hidden: &[ch03_processes::HIDDEN],
};

/// The step that was asked for.
fn step(args: &Args) -> Step {
    let number = args.number("step").and_then(|number| usize::try_from(number).ok());
    STEPS[number.unwrap_or(STEPS.len() - 1)]
}

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
