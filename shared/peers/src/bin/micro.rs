//! The work inside an executor, on one runtime: `micro RUNTIME WORK`.
//!
//! `cargo run --release -p peers --bin micro -- tokio spawn --size 1000`
#![forbid(unsafe_code)]

use std::process::ExitCode;

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    peers::serve_on(|_| Ok(()))
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    peers::micro::main()
}
