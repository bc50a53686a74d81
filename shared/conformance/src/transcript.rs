//! What a program says, as a terminal would show it.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::Instant;

use crate::patience::{self, Must};

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Its status says success.
    Well,
    /// It does not.
    Badly(ExitStatus),
    /// It was killed, after [`patience::CASE`].
    Never,
}

/// Runs it to its end: stdout and stderr, in the order in which they were written.
pub(crate) fn transcript(command: &mut Command) -> (String, Ended) {
    let (mut reader, writer) = io::pipe().must("make a pipe");
    let twin = writer.try_clone().must("clone a pipe's end");
    command.stdin(Stdio::null()).stdout(writer).stderr(twin);
    let mut child = command.spawn().must(format_args!("run {command:?}"));
    // The command still holds the writing ends: with these open, the pipe would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let said = thread::spawn(move || {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).must("read what the program says");
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let start = Instant::now();
    let ended = loop {
        match child.try_wait().must("wait for the program") {
            Some(status) if status.success() => break Ended::Well,
            Some(status) => break Ended::Badly(status),
            None if start.elapsed() > patience::CASE => {
                let _ = child.kill();
                let _ = child.wait();
                break Ended::Never;
            }
            None => thread::sleep(patience::LOOK_AGAIN),
        }
    };
    (said.join().unwrap_or_default(), ended)
}
