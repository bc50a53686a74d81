//! The chapter's demos, the main one first.

mod batch;
pub mod errands;
pub mod hello;
pub mod late;
mod price;
pub mod service;
mod sums;
mod workers;

use std::env;
use std::io;
use std::process::Command;

use lab::cli::{Demo, Hidden};

/// As `list` shows them.
pub const ALL: &[Demo] =
    &[sums::DEMO, hello::DEMO, price::DEMO, workers::DEMO, batch::DEMO, service::DEMO, late::DEMO];

/// This program, to be started again with one of its hidden commands.
pub fn this_program(command: Hidden) -> io::Result<Command> {
    let mut program = Command::new(env::current_exe()?);
    program.arg(command.name);
    Ok(program)
}
