//! # Talk to a child, and survive its death
//!
//! - minutes: 20
//! - idea: a death is seen as a pipe that breaks or ends; only `wait` tells what it was, and takes the dead away
//! - page: chapters/ch03-processes/README.md#a-pool-of-houses
//!
//! A child reads jobs from its stdin, a line each, and answers each with a line on its stdout.
//! - [`Worker::ask`] sends a job and gives back the answer, without the line's end. When the child has died, before it or in the
//!   middle of it, it says so, with the child's exit status, however often it is asked. Half a line is no answer.
//! - [`Worker::close`] tells the child that no more jobs will come, and waits until it has ended by itself. How does
//!   a child learn that no more will come?
//! - A `Worker` that is dropped leaves nobody behind: no child that runs on, and no zombie. (A child that has ended stays in the
//!   system's list until somebody has asked for its status: a *zombie*.)

use std::io::{BufRead, BufReader, Error, Result, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

/// A child that answers jobs, one at a time.
#[derive(Debug)]
pub struct Worker {
    /// The process.
    child: Child,
    /// Its stdin. `None` once it has been told that no more jobs will come.
    to_child: Option<ChildStdin>,
    /// Its stdout.
    from_child: BufReader<ChildStdout>,
}

/// The child has died, and this is how; `None` when the system does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Died(pub Option<ExitStatus>);

impl Worker {
    /// Starts the child.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(command: &mut Command) -> Result<Worker> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (to_child, from_child) = pipes.ok_or_else(|| Error::other("the child has no pipes"))?;
        Ok(Worker { child, to_child: Some(to_child), from_child: BufReader::new(from_child) })
    }

    /// Has one job done, which is one line. Blocks until the answer is there.
    ///
    /// # Errors
    /// The child has died.
    pub fn ask(&mut self, job: &str) -> std::result::Result<String, Died> {
        // TODO: Send the job and read the answer. What do you see in each of the two pipes when the child is dead?
        todo!("Send the job and read the answer")
    }

    /// Tells the child that no more jobs will come, and waits until it has ended.
    ///
    /// # Errors
    /// The system does not tell the status.
    pub fn close(mut self) -> Result<ExitStatus> {
        // TODO: End the pipe to the child, then wait for it. In which order?
        todo!("End the pipe to the child, then wait for it")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // TODO: Leave nobody behind. Which two calls does it take?
        todo!("Leave nobody behind")
    }
}
