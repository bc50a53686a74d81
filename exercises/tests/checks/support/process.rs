//! The test's side of a check: it starts the child, passes on what it prints, and kills what does not end.

use std::io::{Read, pipe};
use std::panic::resume_unwind;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::child::{AT_MOST, BEGIN, CHILD, OVER, limit};

/// How long a child may take to start, on the busiest machine.
const START: Duration = Duration::from_secs(60);

/// How long this side sleeps between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// So many looks the child's own watchdog has, when time is over, before it is killed from outside: 1.5 s and, on a busy
/// machine, as much more as this side has to wait for its own turns.
const GRACE: u32 = 70;

/// What this side computes for each of these looks: together, many times what the watchdog needs for its words.
const TURN: Duration = Duration::from_millis(1);

/// Runs the check of that name in a child; fails the test, with the child's words, when the child failed.
pub fn run(name: &str, seconds: u64) {
    let (mut child, output) = start(name);
    let mut deadline = Instant::now() + START;
    let (mut begun, mut over, mut turns) = (false, false, 0);
    let mut text = Vec::new();
    let status = loop {
        match output.recv_timeout(LOOK) {
            Ok(bytes) => {
                text.extend(&bytes);
                let said = |mark: &str| String::from_utf8_lossy(&text).contains(mark);
                // Now its own watchdog has begun to count, …
                if !begun && said(BEGIN) {
                    (begun, deadline) = (true, Instant::now() + limit(seconds) * AT_MOST);
                }
                // … and now it has come to its end.
                over = over || said(OVER);
            }
            // All ends of the pipe are closed: the child has ended, and all it said is here.
            Err(RecvTimeoutError::Disconnected) => break child.wait().ok(),
            Err(RecvTimeoutError::Timeout) => {}
        }
        // A grandchild may hold the pipe open after the child's end.
        if let Ok(Some(status)) = child.try_wait() {
            while let Ok(bytes) = output.recv_timeout(25 * LOOK) {
                text.extend(bytes);
            }
            break Some(status);
        }
        if over || Instant::now() > deadline {
            turns += 1;
            lab::work::burn(TURN);
        }
        if turns > GRACE {
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
    };
    let text = String::from_utf8_lossy(&text);
    let text = &*text.split_once(BEGIN).map_or(&*text, |(_, said)| said).replacen(OVER, "", 1);
    print!("{text}");
    if status.is_some_and(|status| status.success()) {
        return;
    }
    if let Some(words) = died(status, text) {
        println!("NOT YET  {words}");
    }
    // Fails the test without the words of a panic: the child's are better.
    resume_unwind(Box::new("the check failed"));
}

/// Starts the child with both its outputs in one pipe, in the order in which they were written.
fn start(name: &str) -> (Child, Receiver<Vec<u8>>) {
    let (mut reader, writer) = pipe().unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture", "--include-ignored", "--test-threads=1"])
        .env(CHILD, "1")
        .stdin(Stdio::null())
        .stdout(writer.try_clone().unwrap())
        .stderr(writer)
        .spawn()
        .unwrap();
    let (send, receive) = channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if send.send(buffer[..n].to_vec()).is_err() {
                break;
            }
        }
    });
    (child, receive)
}

/// Words for an end that the child could not put into words itself.
fn died(status: Option<ExitStatus>, text: &str) -> Option<String> {
    match status.and_then(|status| status.code()) {
        // It has said why.
        Some(101) => None,
        _ if text.contains("has overflowed its stack") => {
            Some("the stack overflowed: something calls itself without an end".into())
        }
        Some(code) => Some(format!("the process ended with code {code} in the middle of the check")),
        None if status.is_none() => Some("it had to be killed: not even the watchdog had its turn".into()),
        None => Some("the process was ended by a signal (an abort, or a wrong memory access)".into()),
    }
}
