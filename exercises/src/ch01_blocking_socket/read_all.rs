//! # Read to the end
//!
//! - minutes: 5
//! - idea: `read` gives what is there, never "the answer"; only 0 bytes say that the peer has finished
//! - page: chapters/ch01-blocking-socket/README.md#one-read-is-not-the-answer
//!
//! Give back everything the peer sends until it closes its side. It may send one byte at a time, or a megabyte.
//! A signal may interrupt a read ([`ErrorKind::Interrupted`]): nothing is lost then, ask again.
//! (`Read::read_to_end` would do all this. Write it with `read`, to have seen it once.)

use std::io::{ErrorKind, Read, Result};

/// Everything `peer` sends until it closes its side.
///
/// # Errors
/// What `read` says, but for `Interrupted`.
pub fn read_all(peer: &mut impl Read) -> Result<Vec<u8>> {
    // TODO: Read again and again, until the peer says that it has finished.
    todo!("Read again and again, until the peer says that it has finished")
}
