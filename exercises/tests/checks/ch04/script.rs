//! A peer that does what two lists say, call by call. When a list is at its end, the call would block.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Result, Write};

/// So many calls in a row that would block: nobody who waits in between makes them.
const TOO_OFTEN: u32 = 100;

/// The peer.
#[derive(Default)]
pub struct Script {
    /// What each `read` brings, in order. An empty piece is the end.
    pub reads: VecDeque<Result<Vec<u8>>>,
    /// How many bytes each `write` takes.
    pub writes: VecDeque<Result<usize>>,
    /// What was written, all in all.
    pub written: Vec<u8>,
    /// Bytes that were read.
    pub read: usize,
    /// Calls that would have blocked, since one that did not.
    vain: u32,
}

impl Script {
    /// A peer whose reads bring these.
    pub fn of(reads: impl IntoIterator<Item = Result<Vec<u8>>>) -> Script {
        Script { reads: reads.into_iter().collect(), ..Script::default() }
    }

    /// Whether the last call would have blocked.
    pub fn blocked(&self) -> bool {
        self.vain > 0
    }

    fn would_block<T>(&mut self, call: &str) -> Result<T> {
        self.vain += 1;
        assert!(
            self.vain < TOO_OFTEN,
            "`{call}` said `WouldBlock` {} times in a row and you still ask: `advance` returns then, and somebody sleeps until \
             there is news",
            self.vain
        );
        Err(ErrorKind::WouldBlock.into())
    }
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        assert!(
            !buffer.is_empty(),
            "you read into a buffer of 0 bytes: that always gives 0, and looks like the end"
        );
        let Some(next) = self.reads.pop_front() else { return self.would_block("read") };
        let mut bytes = match next {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return self.would_block("read"),
            next => next?,
        };
        self.vain = 0;
        let n = bytes.len().min(buffer.len());
        buffer[..n].copy_from_slice(&bytes[..n]);
        self.read += n;
        // What did not fit comes next; an end stays the end.
        if n < bytes.len() || n == 0 {
            self.reads.push_front(Ok(bytes.split_off(n)));
        }
        Ok(n)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        assert!(!bytes.is_empty(), "you wrote 0 bytes: there is nothing to write");
        let Some(next) = self.writes.pop_front() else { return self.would_block("write") };
        let n = match next {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return self.would_block("write"),
            next => next?.min(bytes.len()),
        };
        self.vain = 0;
        self.written.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Bytes as text, the first twenty of them: a learner reads this.
pub fn shown(bytes: &[u8]) -> String {
    let text = format!("{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(20)]));
    if bytes.len() > 20 { format!("{text}… ({} bytes)", bytes.len()) } else { text }
}

/// What a peer's answer came to, in words.
pub fn said(got: &Result<Vec<u8>>) -> String {
    match got {
        Ok(bytes) => shown(bytes),
        Err(error) => format!("the error {:?} (\"{error}\")", error.kind()),
    }
}

/// These bytes are there.
pub fn piece(bytes: &str) -> Result<Vec<u8>> {
    Ok(bytes.as_bytes().to_vec())
}

/// The peer has closed its side.
pub fn end() -> Result<Vec<u8>> {
    Ok(Vec::new())
}

/// Nothing for now.
pub fn nothing_yet<T>() -> Result<T> {
    Err(ErrorKind::WouldBlock.into())
}

/// A signal came during the call.
pub fn interrupted<T>() -> Result<T> {
    Err(ErrorKind::Interrupted.into())
}

/// The connection broke.
pub fn reset<T>() -> Result<T> {
    Err(ErrorKind::ConnectionReset.into())
}
