//! # A deadline, not a timeout
//!
//! - minutes: 20
//! - idea: a timeout on each read limits no whole: a peer that sends a byte now and then keeps you for ever
//! - page: chapters/ch01-blocking-socket/README.md#five-things-that-can-happen
//!
//! Read everything the peer sends, as in `read_all`, but have it all within `limit`, counted from the call. The socket
//! knows one thing that helps: [`TcpStream::set_read_timeout`], for the *next* read. It refuses a timeout of zero.

use std::io::{ErrorKind, Read, Result};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Everything the peer sends until it closes its side, if that is within `limit` from now.
///
/// # Errors
/// [`ErrorKind::TimedOut`] when the limit has passed; what the socket says otherwise.
pub fn read_all_within(peer: &mut TcpStream, limit: Duration) -> Result<Vec<u8>> {
    // TODO: Before each read, allow it what is left of the limit. What does a read that waited too long return?
    todo!("Before each read, allow it what is left of the limit")
}
