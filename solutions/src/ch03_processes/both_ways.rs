//! # Write and read at once
//!
//! - minutes: 15
//! - idea: a pipe is not endless: when both are full and both sides write, each waits for the other for ever
//! - page: chapters/ch03-processes/README.md#where-it-breaks
//!
//! Give a child its whole input, and collect its whole output, as Python's `Popen.communicate` does.
//! - The child may answer while it still reads, and a pipe holds 65,536 bytes on Linux: somebody must read while somebody
//!   writes.
//! - The child reads until its input ends. So it must end.
//! - A child may have seen enough, or die, before it has read all. That is no error of yours: its output and its status tell.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::panic::resume_unwind;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

/// A child that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// All that it wrote to its stdout.
    pub output: Vec<u8>,
    /// How it ended.
    pub status: ExitStatus,
}

/// Starts the child, gives it all the input, and waits until it has ended.
///
/// # Errors
/// The program cannot be started, or a pipe fails in another way than by the child's end.
pub fn communicate(command: &mut Command, input: &[u8]) -> Result<Ended> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let pipes = child.stdin.take().zip(child.stdout.take());
    let (mut to_child, mut from_child) = pipes.ok_or_else(|| Error::other("the child has no pipes"))?;
    // TODO: Write the input and read the output at the same time, then wait for the child. When does its input end?
    // <solution>
    let mut output = Vec::new();
    let (fed, read) = thread::scope(|scope| {
        // The pipe is moved into the thread, and is closed when the thread is done with it: the input ends.
        let feeder = scope.spawn(move || match to_child.write_all(input) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()), // it has seen enough
            other => other,
        });
        let read = from_child.read_to_end(&mut output);
        (feeder.join().unwrap_or_else(|panic| resume_unwind(panic)), read)
    });
    // First the child is taken out of the system's list, then we may fail.
    let status = child.wait()?;
    fed.and(read)?;
    Ok(Ended { output, status })
    // </solution>
}
