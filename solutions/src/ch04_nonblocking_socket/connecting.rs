//! # Finish a connect that does not block
//!
//! - minutes: 20
//! - idea: *writable* says that the attempt is over, not that it worked; how it ended must be asked
//! - page: chapters/ch04-nonblocking-socket/README.md#even-connecting-is-a-wait
//! - optional: ★
//!
//! Chapter 4's `connect` starts a connection and returns at once. Finish it: say how far it is, and wait for its end, at
//! most for a limit.
//!
//! Two questions can be asked of a socket at any time. [`TcpStream::take_error`]: the error that came meanwhile, if any;
//! it is given once. [`TcpStream::peer_addr`]: who is at the other end; [`ErrorKind::NotConnected`] while nobody is. And
//! `poller.wait` may come back without an event.

use std::io::{ErrorKind, Result};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};

/// Whether a connection that was started stands by now; `false` while it is under way. (The page that this exercise links
/// to prints it as `finish_connect`: try first.)
///
/// # Errors
/// The reason why it failed.
pub fn stands(socket: &TcpStream) -> Result<bool> {
    // TODO: Ask the socket how its connection stands. Which of the two questions comes first?
    // <solution stands>
    // A connection that failed has no peer either: who asks for the peer first takes it for one that is under way.
    if let Some(error) = socket.take_error()? {
        return Err(error);
    }
    match socket.peer_addr() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotConnected => Ok(false),
        Err(error) => Err(error),
    }
    // </solution>
}

/// Waits until a connection that was started stands, at most for `limit` from now. Nobody else uses `poller` meanwhile.
///
/// # Errors
/// The reason why it failed; [`ErrorKind::TimedOut`] when it still neither stands nor has failed.
pub fn finish_within(socket: &Source<TcpStream>, poller: &Poller, limit: Duration) -> Result<()> {
    let mut events = Events::new();
    // TODO: Sleep until the attempt is over or the limit has passed. Each time you wake up, ask.
    // <solution wait>
    let deadline = Instant::now() + limit;
    while !stands(socket)? {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        socket.arm(Interest::Writable.event(socket.key()))?;
        events.clear();
        poller.wait(&mut events, Some(left))?;
    }
    Ok(())
    // </solution>
}
