//! One turn of one connection, for the loops that are written by hand: read, parse, write.

use std::io::{ErrorKind, Read, Write};

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
    /// How the last call on the socket ended.
    last: Last,
}

/// How a call on a socket ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    /// It has done all that was asked of it: there may be more.
    #[default]
    Whole,
    /// It has read a part of what there was room for, or written a part.
    Part,
    /// It has said *would block*.
    Block,
}

impl SocketTurn {
    // ANCHOR: turn
    /// The socket is ready: one read and one write, no more. If there is more to read, level-triggered readiness, and
    /// oneshot armed anew, say so again. (For edges there is [`blocked`](Self::blocked).)
    pub fn turn(&mut self, mut socket: impl Read + Write, scratch: &mut Scratch) -> Next {
        let Scratch { input, output } = scratch;
        output.clear();
        self.last = Last::Whole;
        if self.unsent.is_empty() {
            match socket.read(input) {
                Ok(0) => return Next::Over, // what it asked for before is answered already
                Ok(n) => {
                    if n < input.len() {
                        self.last = Last::Part;
                    }
                    if self.hello.received(&input[..n], output).is_err() {
                        return Next::Over; // a real server would say 400 first
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.last = Last::Block;
                    return Next::Readable;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => return Next::Readable,
                Err(_) => return Next::Over,
            }
        } else {
            std::mem::swap(&mut self.unsent, output);
        }
        if output.is_empty() {
            return Next::Readable; // half a request
        }
        let sent = match socket.write(output) {
            Ok(n) => n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.last = Last::Block;
                0
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => 0,
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

    /// For edges, which are told once: whether the last turn has come to where the socket will tell of more. `ended`: the
    /// end of the stream is in sight, so that a short read may have it right behind.
    pub fn blocked(&self, ended: bool) -> bool {
        match self.last {
            Last::Whole => false,
            Last::Part => self.unsent.is_empty() && !ended,
            Last::Block => true,
        }
    }
}
