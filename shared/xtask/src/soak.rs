//! `cargo x soak`: good and hostile clients on the servers, for minutes. What is done stands in `shared/conformance`.

use std::process::ExitCode;

use crate::workspace::cargo;

/// Runs it with these words, in release builds: a soak is about many requests. Its exit code is ours.
pub fn soak(words: &[&str]) -> ExitCode {
    let mut soak = cargo();
    soak.args(["run", "--quiet", "--release", "-p", "conformance", "--bin", "soak", "--"]).args(words);
    match soak.status() {
        Ok(status) => {
            status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            eprintln!("cargo x soak: cargo cannot be started: {error}");
            ExitCode::FAILURE
        }
    }
}
