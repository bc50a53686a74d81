//! A peer that does what a list says, read by read.

use std::collections::VecDeque;
use std::io::{Error, ErrorKind, Read, Result};

/// What one `read` brings, in order.
pub struct Script {
    /// What is still to come.
    steps: VecDeque<Result<Vec<u8>>>,
    /// How often the end was told.
    ends: u32,
}

impl Script {
    /// Reads that bring these bytes, then the end.
    pub fn of(steps: impl IntoIterator<Item = Result<Vec<u8>>>) -> Script {
        Script { steps: steps.into_iter().collect(), ends: 0 }
    }

    /// Every byte in a read of its own.
    pub fn drip(bytes: &[u8]) -> Script {
        Script::of(bytes.iter().map(|&byte| Ok(vec![byte])))
    }
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        assert!(
            !buffer.is_empty(),
            "you read into a buffer of 0 bytes: that always gives 0, and looks like the end"
        );
        match self.steps.pop_front() {
            Some(Ok(mut bytes)) => {
                let n = bytes.len().min(buffer.len());
                buffer[..n].copy_from_slice(&bytes[..n]);
                if n < bytes.len() {
                    self.steps.push_front(Ok(bytes.split_off(n)));
                }
                Ok(n)
            }
            Some(Err(error)) => Err(error),
            None => {
                self.ends += 1;
                assert!(
                    self.ends < 100,
                    "`read` gave 0 bytes 99 times and you still ask: 0 means that no more will come"
                );
                Ok(0)
            }
        }
    }
}

/// Bytes as text, the first twenty of them: a learner reads this.
pub fn shown(bytes: &[u8]) -> String {
    let text = format!("{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(20)]));
    if bytes.len() > 20 { format!("{text}… ({} bytes)", bytes.len()) } else { text }
}

/// What a read of all gave back, in words.
pub fn said(got: &Result<Vec<u8>>) -> String {
    match got {
        Ok(bytes) => shown(bytes),
        Err(error) => format!("the error {:?} (\"{error}\")", error.kind()),
    }
}

/// A signal came while the read waited.
pub fn interrupted() -> Result<Vec<u8>> {
    Err(ErrorKind::Interrupted.into())
}

/// The connection broke.
pub fn reset() -> Result<Vec<u8>> {
    Err(Error::from(ErrorKind::ConnectionReset))
}
