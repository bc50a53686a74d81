//! A fetch as an explicit state machine.

use std::borrow::Borrow;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use lab::fetch::{FetchError, FetchResult, Fetched, Target};
use lab::http::{Exchange, Progress};
use lab::ledger::tally;
use lab::net::out_of_fds;

use crate::connect::finish_connect;
use crate::{Interest, Step, would_block};

/// After this many reads in a row a fetch lets others have their turn, however much more there is to read: one peer
/// that sends faster than we read would keep us here for ever.
const READS_A_TURN: usize = 16;

/// One fetch, cut into the stretches between its waits.
///
/// [`advance`](Self::advance) goes on until the next call would have to wait, and says for what. Who then waits, and
/// how, is not its business: the busy loop does not wait at all, the poll loop sleeps in the poller, and chapter 5's
/// event loop does it for any kind of task. `S` is the socket: a bare [`TcpStream`], or one that is registered with a
/// poller ([`Source`](crate::Source)).
#[derive(Debug)]
pub struct Fetch<S> {
    /// Where it stands.
    state: State<S>,
    /// The HTTP side: what to send, what has come.
    exchange: Option<Exchange>,
    /// Addresses not yet tried, the next one last.
    untried: Vec<SocketAddr>,
    /// When the first connect began: the clock does not run while the fetch waits for a file descriptor.
    started: Option<Instant>,
    /// The limit on the whole, from connect to last byte.
    timeout: Duration,
}

// ANCHOR: states
/// Where a fetch stands.
#[derive(Debug)]
enum State<S> {
    /// No socket yet, or the last address failed and another is left.
    /// Waits for nothing.
    Unconnected,
    /// The connection was started. Waits for *writable*: it stands, or has failed.
    Connecting(S, SocketAddr),
    /// Connected; the request is not all written. Waits for *writable*.
    Sending(S),
    /// The request is written. Waits for *readable*, until the response is complete.
    Receiving(S),
    /// Over; the socket is closed. Reached once, left never.
    Finished,
}
// ANCHOR_END: states

impl<S: Borrow<TcpStream>> Fetch<S> {
    /// A fetch that may take `timeout` in all. No socket is opened, and no clock runs, before the first
    /// [`advance`](Self::advance).
    pub fn new(target: &Target, timeout: Duration) -> Self {
        Fetch {
            state: State::Unconnected,
            exchange: Some(Exchange::get(&target.url)),
            untried: target.addrs.iter().rev().copied().collect(),
            started: None,
            timeout,
        }
    }

    /// When it will have taken too long. `None` before its first connect, and for a time too far away to be said:
    /// never.
    pub fn deadline(&self) -> Option<Instant> {
        self.started?.checked_add(self.timeout)
    }

    /// The socket, while there is one.
    pub fn socket(&self) -> Option<&S> {
        match &self.state {
            State::Connecting(socket, _) | State::Sending(socket) | State::Receiving(socket) => Some(socket),
            State::Unconnected | State::Finished => None,
        }
    }

    /// Gives up: the time is over. The socket is closed.
    pub fn time_out(&mut self) -> FetchResult {
        self.state = State::Finished;
        Err(FetchError::TimedOut { after: self.timeout })
    }

    // ANCHOR: advance
    /// Goes on as far as it can without waiting. `open` starts a connection ([`connect`](crate::connect()), registered
    /// or not). May be called at any time: too early is harmless, it only asks in vain.
    pub fn advance(&mut self, mut open: impl FnMut(SocketAddr) -> io::Result<S>) -> Step<FetchResult> {
        loop {
            // Each arm either moves to the next state and goes round again, or returns.
            self.state = match std::mem::replace(&mut self.state, State::Finished) {
                State::Unconnected => match self.untried.pop() {
                    Some(addr) => match open(addr) {
                        Ok(socket) => {
                            self.started.get_or_insert_with(Instant::now);
                            State::Connecting(socket, addr)
                        }
                        Err(error) if out_of_fds(&error) => {
                            self.untried.push(addr);
                            self.state = State::Unconnected;
                            return Step::NoDescriptor(error);
                        }
                        Err(error) => match self.connect_failed(addr, error) {
                            Some(failed) => return failed,
                            None => State::Unconnected,
                        },
                    },
                    None => return Step::Done(Err(FetchError::Worker("the target has no address".into()))),
                },
                State::Connecting(socket, addr) => match finish_connect(socket.borrow()) {
                    Ok(()) => State::Sending(socket),
                    Err(error) if would_block(&error) => {
                        return self.wait(State::Connecting(socket, addr), Interest::Writable);
                    }
                    Err(error) => match self.connect_failed(addr, error) {
                        Some(failed) => return failed,
                        None => State::Unconnected,
                    },
                },
                // ANCHOR: arms
                State::Sending(socket) => match self.send(socket.borrow()) {
                    // All is written, or the peer no longer listens: it may have answered all the same.
                    Ok(()) => State::Receiving(socket),
                    Err(error) if would_block(&error) => {
                        return self.wait(State::Sending(socket), Interest::Writable);
                    }
                    Err(error) => return Step::Done(Err(FetchError::Send(error))),
                },
                State::Receiving(socket) => match self.receive(socket.borrow()) {
                    Some(result) => return Step::Done(result),
                    None => return self.wait(State::Receiving(socket), Interest::Readable),
                },
                // ANCHOR_END: arms
                State::Finished => {
                    return Step::Done(Err(FetchError::Worker("the fetch is over already".into())));
                }
            }
        }
    }
    // ANCHOR_END: advance

    /// Stays in `state` until the socket is ready in that direction, or the time is over.
    fn wait(&mut self, state: State<S>, interest: Interest) -> Step<FetchResult> {
        self.state = state;
        Step::Wait(Some(interest), self.deadline())
    }

    /// A connection did not come about: the failure, unless another address is left to try.
    fn connect_failed(&mut self, addr: SocketAddr, source: io::Error) -> Option<Step<FetchResult>> {
        self.untried.is_empty().then_some(Step::Done(Err(FetchError::Connect { addr, source })))
    }

    /// Writes what is left of the request. `WouldBlock` when the socket takes no more for now.
    fn send(&mut self, mut socket: &TcpStream) -> io::Result<()> {
        let Some(exchange) = &mut self.exchange else { return Ok(()) };
        while !exchange.outgoing().is_empty() {
            match socket.write(exchange.outgoing()) {
                // Invariant I4: try first. A write may take a part of what it is given: the rest stays outgoing.
                Ok(n) => exchange.sent(n),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if would_block(&error) => {
                    tally::asked();
                    return Err(error);
                }
                // The peer has closed its receiving side. It may have answered first: read that before complaining.
                Err(error) if gone(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    // ANCHOR: receive
    /// Reads what has come. `None` when the response is not complete and nothing more is there for now.
    fn receive(&mut self, mut socket: &TcpStream) -> Option<FetchResult> {
        let exchange = self.exchange.as_mut()?;
        let mut buffer = [0; 16 * 1024];
        for _ in 0..READS_A_TURN {
            let progress = match socket.read(&mut buffer) {
                // 0 bytes is not "nothing yet": it is the end of the stream.
                Ok(0) => exchange.end_of_stream().map(|()| Progress::Done),
                Ok(n) => exchange.received(&buffer[..n]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // Not an error: nothing yet. I4: only now is it time to wait.
                Err(error) if would_block(&error) => {
                    tally::asked();
                    return None;
                }
                Err(error) => return Some(Err(FetchError::Receive(error))),
            };
            match progress {
                Ok(Progress::More) => {}
                Ok(Progress::Done) => {
                    let response = self.exchange.take()?.into_response();
                    let elapsed = self.started.map_or(Duration::ZERO, |started| started.elapsed());
                    return Some(Ok(Fetched { response, elapsed }));
                }
                Err(error) => return Some(Err(error.into())),
            }
        }
        // There may be more. Waiting for *readable* is right all the same: with oneshot (and level) triggering the
        // poller looks at the socket afresh. With edge triggering this line would be a bug.
        None
    }
    // ANCHOR_END: receive
}

/// Whether a write failed because the peer is gone.
fn gone(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    matches!(error.kind(), BrokenPipe | ConnectionReset | ConnectionAborted)
}
