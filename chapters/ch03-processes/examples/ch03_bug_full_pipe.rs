//! Bug: the parent writes all it has before it reads; both sides wait for ever, each for the other.
//!
//! ```console
//! $ cargo run -p ch03-processes --example ch03_bug_full_pipe
//! ```
//!
//! A pipe holds some 64 KiB. The child answers as it reads; nobody reads its answers, so its output fills up, it stops
//! reading, and the parent's output fills up too. With a small message all goes well, so tests see nothing.
#![forbid(unsafe_code)]

use std::env;
use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use lab::say;

/// What is sent, in pieces of a page.
const MESSAGE: usize = 1 << 20;
const PIECE: [u8; 4096] = [b'.'; 4096];

fn main() -> io::Result<()> {
    if env::args().nth(1).as_deref() == Some("echo") {
        // The child gives back what it is given; the end of stdin ends it.
        io::copy(&mut io::stdin().lock(), &mut io::stdout().lock())?;
        return Ok(());
    }
    wrong()?;
    right()
}

fn start() -> io::Result<(Child, ChildStdin, ChildStdout)> {
    let mut command = Command::new(env::current_exe()?);
    let mut child = command.arg("echo").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let pipes = child.stdin.take().zip(child.stdout.take());
    let (to_child, from_child) = pipes.ok_or_else(|| io::Error::other("the child has no pipes"))?;
    Ok((child, to_child, from_child))
}

// ANCHOR: wrong
fn wrong() -> io::Result<()> {
    let (mut child, mut to_child, mut from_child) = start()?;
    // On a thread of its own, only so that we can see it stand still.
    let (progress, written) = channel();
    thread::spawn(move || -> io::Result<()> {
        for piece in 1..=MESSAGE / PIECE.len() {
            to_child.write_all(&PIECE)?;
            let _ = progress.send(piece * PIECE.len());
        }
        drop(to_child);
        // The answer would be read here. It never comes to this.
        from_child.read_to_end(&mut Vec::new())?;
        Ok(())
    });
    let mut last = 0;
    loop {
        match written.recv_timeout(Duration::from_millis(500)) {
            Ok(bytes) => last = bytes,
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => {
                say!("no deadlock: this system's pipes hold {MESSAGE} bytes");
                return child.wait().map(drop);
            }
        }
    }
    say!("wrong: stuck after {last} of {MESSAGE} bytes, and nothing will ever move again");
    child.kill()?;
    child.wait().map(drop)
}
// ANCHOR_END: wrong

// ANCHOR: right
/// Repair: somebody reads while somebody writes. (Or send one job, read its answer, send the next, as the pool does:
/// then at most one side has something to say.)
fn right() -> io::Result<()> {
    let (mut child, mut to_child, mut from_child) = start()?;
    let writer = thread::spawn(move || -> io::Result<()> {
        for _ in 0..MESSAGE / PIECE.len() {
            to_child.write_all(&PIECE)?;
        }
        Ok(())
    });
    let read = from_child.read_to_end(&mut Vec::new())?;
    writer.join().map_err(|_| io::Error::other("the writer panicked"))??;
    child.wait()?;
    say!("right: {read} of {MESSAGE} bytes came back");
    Ok(())
}
// ANCHOR_END: right
