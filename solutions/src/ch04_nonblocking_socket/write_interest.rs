//! # Writing waits, too
//!
//! - minutes: 15
//! - idea: a write takes what fits; ask for *writable* only while there is something to write
//! - page: chapters/ch04-nonblocking-socket/README.md#write-interest-left-on
//!
//! An echo: what a peer sends is sent back to it, in order, on a socket that does not block. Peers are not polite. One
//! sends and sends, and does not read for an hour: its socket is full then, so a write takes only a part, or says
//! `WouldBlock`. Nothing may be lost, and its bytes may not pile up in our memory either: while some wait to be written,
//! leave the others in the socket (its peer feels it, and stops). Another is connected and says nothing: that costs
//! nothing. A third closes its sending side at once, and reads its echo later: it gets everything.

use std::io::{ErrorKind, Read, Result, Write};

use ch04_nonblocking_socket::{Event, Interest};

/// One peer's echo.
#[derive(Debug, Default)]
pub struct Echo {
    /// Was read, and is not yet written back.
    waiting: Vec<u8>,
}

impl Echo {
    /// Goes on as far as it can without waiting. Gives back the event to be told of, under `key` ([`Event::readable`],
    /// [`Event::writable`], [`Event::all`] for both); `None` when the peer has closed its side, and has everything back.
    ///
    /// # Errors
    /// The connection broke.
    pub fn advance(&mut self, mut peer: impl Read + Write, key: usize) -> Result<Option<Event>> {
        // TODO: Write while something waits to be written, else read. Which of the two would have blocked?
        // <solution>
        let mut buffer = [0; 4096];
        loop {
            let (outcome, interest) = if self.waiting.is_empty() {
                (peer.read(&mut buffer), Interest::Readable)
            } else {
                (peer.write(&self.waiting), Interest::Writable)
            };
            match (outcome, interest) {
                // Nothing waits, nothing comes.
                (Ok(0), Interest::Readable) => return Ok(None),
                (Ok(n), Interest::Readable) => self.waiting.extend_from_slice(&buffer[..n]),
                // It may have taken a part. (A real one keeps a position, and does not move the rest each time.)
                (Ok(n), Interest::Writable) => {
                    self.waiting.drain(..n);
                }
                (Err(error), _) if error.kind() == ErrorKind::Interrupted => {}
                // I4: tried, and would block. Only what was tried is waited for.
                (Err(error), _) if error.kind() == ErrorKind::WouldBlock => {
                    return Ok(Some(interest.event(key)));
                }
                (Err(error), _) => return Err(error),
            }
        }
        // </solution>
    }
}
