//! Processes: the same address, other memory: the demos.
#![forbid(unsafe_code)]

mod errands;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first() {
        Some(name) if name == errands::HIDDEN.name => (errands::HIDDEN.run)(&args[1..]),
        _ => ExitCode::from(2),
    }
}
