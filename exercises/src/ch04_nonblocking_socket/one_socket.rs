//! # One socket that does not block
//!
//! - minutes: 10
//! - idea: `WouldBlock` means "not now": try first, and only then sleep until you are told
//! - page: chapters/ch04-nonblocking-socket/README.md#being-told
//!
//! A peer sends an answer, in pieces, and closes its side. The socket does not block. [`Answer::advance`] takes all that
//! is there now, until a read says `WouldBlock`, and returns instead of waiting. [`read_all`] calls it first (perhaps all
//! is there already), and sleeps in the poller only while nothing is there.
//!
//! A [`Source`] is a socket that the poller knows. Nothing is told of it before it is armed: [`Source::arm`] asks for *one*
//! event, made from an interest and the socket's key, `source.arm(Interest::Readable.event(source.key()))`; after that
//! event there is silence, until it is armed again. `poller.wait(&mut events, None)` *adds* what happened to `events`, and
//! the list has an end: call `events.clear()` before each wait. It may also come back without any event: then nothing
//! has changed.

use std::io::{ErrorKind, Read, Result};
use std::net::TcpStream;

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};

/// An answer that is still arriving. It ends when the peer closes its side.
#[derive(Debug, Default)]
pub struct Answer {
    /// Everything received so far.
    bytes: Vec<u8>,
}

impl Answer {
    /// Takes all that is there now. At the end: the whole answer. `None`: a read said `WouldBlock`, nothing more is there
    /// for now; call again when the socket is readable.
    ///
    /// # Errors
    /// What `read` says, but for `WouldBlock` and `Interrupted`.
    pub fn advance(&mut self, mut peer: impl Read) -> Result<Option<Vec<u8>>> {
        // TODO: Take all that is there, and tell "nothing for now" from "nothing ever again". A `match` with five arms, in a loop.
        todo!("Take all that is there, and tell \"nothing for now\" from \"nothing ever again\"")
    }
}

/// Everything `peer` sends until it closes its side. Nobody else uses `poller` meanwhile.
///
/// # Errors
/// What the socket or the poller says.
pub fn read_all(peer: &Source<TcpStream>, poller: &Poller) -> Result<Vec<u8>> {
    let mut answer = Answer::default();
    let mut events = Events::new();
    // TODO: Let the answer advance (`answer.advance(&**peer)`), and sleep until the peer is readable, in turn.
    todo!("Let the answer advance (`answer.advance(&**peer)`), and sleep until the peer is readable, in turn")
}
