//! # An echo server on the loop
//!
//! - minutes: 15
//! - idea: what is not sent yet decides all: whether to read or to write, and what to wait for
//! - page: chapters/ch05-event-loop/README.md#a-server-too
//!
//! Whatever a client sends, it gets back. One thread serves all clients, on chapter 5's loop: each client is a task. The
//! acceptor is given; you write what a client's task does when it is resumed. Rules:
//!
//! - Try first. Wait only after `WouldBlock`, for what you have tried ([`Core::when_ready`]).
//! - While a client does not take what it has sent, read no more from it: else it fills your memory.
//! - A client may finish sending and still read: it gets back all it has sent, and then the end.
//! - A client that breaks its connection ends its own task, without a panic, and harms nobody.
//! - One resume moves about [`A_TURN`] bytes, read and written together, several pieces, not one; then it gives way
//!   ([`Step::Yield`]): a client that is always ready must not keep the loop for itself.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

use ch04_nonblocking_socket::serve::{ACCEPT_AGAIN, ACCEPTS_A_TURN, Accepted, accept};
use ch04_nonblocking_socket::{Interest, Source};
use ch05_event_loop::{Core, Coroutine, EventLoop, Step, Wait};

/// Lets the loop serve every client of the listener.
///
/// # Errors
/// The listener cannot be registered.
pub fn echo(event_loop: &mut EventLoop, listener: TcpListener) -> io::Result<()> {
    let listener = event_loop.core().register(listener)?;
    event_loop.create_task("accept", Acceptor { listener });
    Ok(())
}

/// About so many bytes are moved in one resume, read and written together.
pub const A_TURN: usize = 16 * 1024;

/// So many are read at once.
const PIECE: usize = 4096;

/// Serves one client.
#[derive(Debug)]
pub struct Client {
    /// Its connection. Dropped with the task, which closes it.
    socket: Source<TcpStream>,
    /// What was read, and is not sent back yet.
    unsent: Vec<u8>,
}

impl Client {
    /// A client that has not been read from.
    pub fn new(socket: Source<TcpStream>) -> Client {
        Client { socket, unsent: Vec::new() }
    }

    /// Reads once, behind what is unsent. How many bytes: 0 is the end of what the client sends.
    fn read(&mut self) -> io::Result<usize> {
        let mut piece = [0; PIECE];
        let n = (&*self.socket).read(&mut piece)?;
        self.unsent.extend_from_slice(&piece[..n]);
        Ok(n)
    }

    /// Writes once what is unsent, as much as the socket takes. How many bytes: those are sent.
    fn write(&mut self) -> io::Result<usize> {
        let n = (&*self.socket).write(&self.unsent)?;
        self.unsent.drain(..n);
        Ok(n)
    }
}

impl Coroutine for Client {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        // TODO: Read when nothing is unsent, else write. Which wait belongs to which? What ends the task, what the turn?
        // <solution>
        for _ in 0..A_TURN / PIECE {
            let (tried, interest) = if self.unsent.is_empty() {
                (self.read(), Interest::Readable)
            } else {
                (self.write(), Interest::Writable)
            };
            match tried {
                // Nothing is unsent, or it would not have been read: all has been sent back.
                Ok(0) => return Step::Done(()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    return match core.when_ready(&self.socket, interest, None) {
                        Ok(wait) => Step::Wait(wait),
                        Err(_) => Step::Done(()),
                    };
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Step::Done(()),
            }
        }
        Step::Yield
        // </solution>
    }
}

/// Accepts clients, and makes a task for each.
#[derive(Debug)]
struct Acceptor {
    /// Where clients come in.
    listener: Source<TcpListener>,
}

impl Coroutine for Acceptor {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        for _ in 0..ACCEPTS_A_TURN {
            match accept(&self.listener) {
                Accepted::Client(socket) => {
                    if let Ok(socket) = core.register(socket) {
                        core.create_task("client", Client::new(socket));
                    }
                }
                Accepted::Again => {}
                Accepted::Nobody => {
                    let wait = core.when_ready(&self.listener, Interest::Readable, None);
                    return Step::Wait(wait.unwrap_or_else(|_| later(core)));
                }
                // No descriptor is left, most often: the client stays in the backlog, and the acceptor asks again later.
                Accepted::Trouble(_) => return Step::Wait(later(core)),
            }
        }
        Step::Yield // more may be waiting; the clients have their turn first
    }
}

/// Leave the listener alone for a while.
fn later(core: &Core) -> Wait {
    Wait::until(core.now() + ACCEPT_AGAIN)
}
