//! A server's connection as an explicit state machine, the twin of [`Fetch`](crate::Fetch).

use std::borrow::Borrow;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Instant;

use lab::http::{Conversation, Service, Want};
use lab::ledger::tally;

use crate::{Interest, Step, would_block};

/// After this many reads and writes in a row a connection lets others have their turn.
const CALLS_A_TURN: usize = 16;
/// How many bytes one read takes at most. Most requests are smaller, and the buffer is filled with zeros each time.
const READ_BUFFER: usize = 4 * 1024;
/// How much of what a peer still sends is thrown away before a lingering close, in bytes.
const MOST_DISCARDED: usize = 1024 * 1024;

/// One client, cut into the stretches between its waits; see [`advance`](Self::advance).
#[derive(Debug)]
pub struct Connection<S, V> {
    /// The client's socket, bare or registered.
    socket: S,
    /// The HTTP side.
    conversation: Conversation<V>,
    /// Where it stands.
    state: State,
}

// ANCHOR: states
/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Reading requests and writing answers, as the conversation wants. The state at first.
    Talking,
    /// An answer is held back until then. The socket is left alone meanwhile.
    Pausing(Instant),
    /// All is said. Our side is shut down; what the peer still sends is thrown away, until it closes, until then, or
    /// until this many more bytes have come.
    Lingering(Instant, usize),
}
// ANCHOR_END: states

impl<S: Borrow<TcpStream>, V: Service> Connection<S, V> {
    /// A connection that was just accepted; its socket does not block.
    pub fn new(socket: S, service: V) -> Self {
        Connection { socket, conversation: Conversation::new(service), state: State::Talking }
    }

    /// The client's socket.
    pub fn socket(&self) -> &S {
        &self.socket
    }

    // ANCHOR: advance
    /// Goes on as far as it can without waiting. Over (`Done`) when the socket may be closed: the conversation has
    /// ended, or with an error, the connection has. May be called at any time: too early is harmless.
    pub fn advance(&mut self) -> Step<io::Result<()>> {
        // A read that did not fill its buffer has said *would block* for the next one, without another call. (Where waiting
        // looks at the socket afresh, as oneshot does. With edge triggering the end of the stream would be missed.)
        let mut drained = false;
        for _ in 0..CALLS_A_TURN {
            let outcome = match (self.state, self.conversation.want()) {
                (State::Pausing(until), _) if Instant::now() < until => return Step::Wait(None, Some(until)),
                (State::Pausing(_), _) => {
                    self.state = State::Talking;
                    self.conversation.pause_is_over();
                    continue;
                }
                (State::Lingering(until, _), _) if Instant::now() >= until => return Step::Done(Ok(())),
                (State::Lingering(until, left), _) => self.discard(until, left),
                (State::Talking, Want::Write) => self.write(),
                (State::Talking, Want::Read) if drained => break,
                (State::Talking, Want::Read) => self.read().map(|all| drained = all),
                (State::Talking, Want::Pause(pause)) => {
                    let now = Instant::now();
                    self.state = State::Pausing(now.checked_add(pause).unwrap_or(now));
                    continue;
                }
                (State::Talking, Want::Linger) => self.shut_down(),
                (State::Talking, Want::Close) => return Step::Done(Ok(())),
            };
            match outcome {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // I4: only now is it time to wait. Interest in writing is asked for only while there is something to
                // write, or an idle connection would be ready all the time.
                Err(error) if would_block(&error) => {
                    tally::asked();
                    break;
                }
                Err(error) => return Step::Done(Err(error)),
            }
        }
        // Nothing for now, or its turn is over: oneshot looks at the socket afresh, so neither is lost.
        match (self.state, self.conversation.want()) {
            (State::Talking, Want::Write) => Step::Wait(Some(Interest::Writable), None),
            (State::Talking, _) => Step::Wait(Some(Interest::Readable), None),
            (State::Pausing(until), _) => Step::Wait(None, Some(until)),
            (State::Lingering(until, _), _) => Step::Wait(Some(Interest::Readable), Some(until)),
        }
    }
    // ANCHOR_END: advance

    /// Reads once; whether that was all there is for now.
    fn read(&mut self) -> io::Result<bool> {
        let mut buffer = [0; READ_BUFFER];
        match self.socket.borrow().read(&mut buffer)? {
            // The client sends no more. It may still be reading: what it asked for is answered.
            0 => {
                self.conversation.end_of_stream();
                Ok(false)
            }
            n => {
                self.conversation.received(&buffer[..n]);
                Ok(n < buffer.len())
            }
        }
    }

    fn write(&mut self) -> io::Result<()> {
        let n = self.socket.borrow().write(self.conversation.outgoing())?;
        self.conversation.sent(n);
        Ok(())
    }

    fn shut_down(&mut self) -> io::Result<()> {
        let now = Instant::now();
        self.state = State::Lingering(now + Conversation::<V>::LINGER, MOST_DISCARDED);
        self.socket.borrow().shutdown(Shutdown::Write)
    }

    fn discard(&mut self, until: Instant, left: usize) -> io::Result<()> {
        let mut buffer = [0; READ_BUFFER];
        let n = self.socket.borrow().read(&mut buffer)?;
        // At the end of the stream, or when it has sent enough: the time to linger is over.
        let until = if n == 0 || n >= left { Instant::now() } else { until };
        self.state = State::Lingering(until, left.saturating_sub(n));
        Ok(())
    }
}
