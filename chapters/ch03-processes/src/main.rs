//! Chapter 3: processes, its demos.
//!
//! ```console
//! $ cargo run -p ch03-processes
//! $ cargo run -p ch03-processes -- list
//! ```
#![forbid(unsafe_code)]

mod demos;

use std::net::TcpListener;
use std::process::ExitCode;

use lab::cli::{Args, Chapter, FetchCommand, Hidden, ServeCommand};

/// What the command line shows.
const CHAPTER: Chapter = Chapter {
    package: "ch03-processes",
    about: "Processes: the same address, other memory",
    demos: demos::ALL,
    fetch: Some(FetchCommand {
        flags: &[],
        model: |_| ch03_processes::MODEL.name,
        resolve: lab::fetch::resolve_in_turn,
        run: |_, targets, timeout| ch03_processes::fetch_all(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[],
        about: "serves with as many children as cores, a thread for each connection",
        prepare: || Ok(()),
        run: serve,
    }),
    models: ch03_processes::models,
    hidden: HIDDEN,
};

/// What this program is told when it starts itself again.
const HIDDEN: &[Hidden] = &[
    ch03_processes::HIDDEN,
    SERVE_CHILD,
    demos::errands::HIDDEN,
    demos::hello::HIDDEN,
    demos::hello::CRASH,
    demos::late::HIDDEN,
    demos::service::HIDDEN,
];

/// One of the children that serve.
const SERVE_CHILD: Hidden = Hidden {
    name: "ch03-serve",
    run: |_| match ch03_processes::serve::run_child() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", SERVE_CHILD.name);
            ExitCode::FAILURE
        }
    },
};

fn serve(_args: &Args, listener: TcpListener) -> std::io::Result<()> {
    ch03_processes::serve(listener, demos::this_program(SERVE_CHILD)?, num_cpus::get())
}

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}
