//! Runs a program on one core: `pinned CORE PROGRAM [ARGUMENT…]`.
//!
//! # Implementation
//! It pins itself and then *becomes* the program, so the process that the caller started, and will measure and kill, is
//! the program.
#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
use std::process::ExitCode;

peers::main!(become_pinned());

#[cfg(target_os = "linux")]
fn become_pinned() -> ExitCode {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    let mut words = std::env::args_os().skip(1);
    let core = words.next().and_then(|word| word.to_str()?.parse().ok());
    let (Some(core), Some(program)) = (core, words.next()) else {
        eprintln!("usage: pinned CORE PROGRAM [ARGUMENT...]");
        return ExitCode::from(2);
    };
    if let Err(error) = peers::pin(core) {
        eprintln!("cannot stay on core {core}: {error}");
        return ExitCode::FAILURE;
    }
    let error = Command::new(&program).args(words).exec(); // comes back only when it has failed
    eprintln!("{} cannot be started: {error}", program.display());
    ExitCode::FAILURE
}
