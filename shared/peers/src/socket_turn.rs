//! One turn of one connection, for the loops that are written by hand: read, parse, write.

use std::io::{self, ErrorKind, Read, Write};

use crate::Hello;

/// So much is read at once, in bytes.
const READ: usize = 16 * 1024;

/// What all connections of one thread share: between two turns nothing in it is alive.
#[derive(Debug)]
pub struct Scratch {
    /// Where a read puts its bytes. Made once: it costs nothing per connection, and is filled with zeros once.
    input: Box<[u8]>,
    /// The answers of the turn.
    output: Vec<u8>,
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch { input: vec![0; READ].into(), output: Vec::new() }
    }
}

/// What a connection has to be told of next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// That bytes have come.
    Readable,
    /// That there is room: the client does not read as fast as it asks. It is not read from meanwhile.
    Writable,
    /// Nothing: it is over.
    Over,
}

/// A connection between two turns.
#[derive(Debug, Default)]
pub struct SocketTurn {
    /// Its requests.
    hello: Hello,
    /// What did not fit into the socket. Empty nearly always.
    unsent: Vec<u8>,
}

impl SocketTurn {
    // ANCHOR: turn
    /// The socket is ready: one read and one write, no more. If there is more to read, level-triggered readiness, and
    /// oneshot armed anew, say so again.
    pub fn turn(&mut self, mut socket: impl Read + Write, scratch: &mut Scratch) -> Next {
        let Scratch { input, output } = scratch;
        output.clear();
        if self.unsent.is_empty() {
            match socket.read(input) {
                Ok(0) => return Next::Over, // what it asked for before is answered already
                Ok(n) => {
                    if self.hello.received(&input[..n], output).is_err() {
                        return Next::Over; // a real server would say 400 first
                    }
                }
                Err(error) => return if try_again(&error) { Next::Readable } else { Next::Over },
            }
        } else {
            std::mem::swap(&mut self.unsent, output);
        }
        if output.is_empty() {
            return Next::Readable; // half a request
        }
        let sent = match socket.write(output) {
            Ok(n) => n,
            Err(error) if try_again(&error) => 0,
            Err(_) => return Next::Over,
        };
        self.unsent.clear();
        self.unsent.extend_from_slice(&output[sent..]);
        match self.unsent.is_empty() {
            false => Next::Writable,
            true if self.hello.close => Next::Over,
            true => Next::Readable,
        }
    }
    // ANCHOR_END: turn
}

/// Nothing for now; the poller will say when.
fn try_again(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
