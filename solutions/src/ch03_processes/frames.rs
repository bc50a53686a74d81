//! # Messages out of a pipe
//!
//! - minutes: 15
//! - idea: a pipe keeps the order of bytes and nothing else; a length before each message cuts them apart, and is only a claim
//! - page: chapters/ch03-processes/README.md#everything-must-be-posted
//!
//! Read one frame: four bytes that say how long it is, the highest first ([`u32::from_be_bytes`]), then so many bytes.
//! - A `read` may bring one byte, or several frames at once. What belongs to the next frame stays in the stream.
//! - The stream may end *between* two frames: that is `None`. An end *inside* one is an error: the other side has died.
//! - A length over [`LIMIT`] is refused at once: it may be a lie, and it must not cost us the memory.

use std::io::{Error, ErrorKind, Read, Result};

/// The longest frame we read, in bytes, without the four before it.
pub const LIMIT: usize = 1024 * 1024;

/// Reads one frame; `None` when the stream has ended before its first byte.
///
/// # Errors
/// [`ErrorKind::UnexpectedEof`] when the stream ends inside the frame, [`ErrorKind::InvalidData`] when the frame is to be longer
/// than [`LIMIT`], and what `read` says.
pub fn read_frame(from: &mut impl Read) -> Result<Option<Vec<u8>>> {
    // TODO: Read the length, look at it, then read so many bytes. Which ends are allowed?
    // <solution>
    let mut header = Vec::with_capacity(4);
    // Four bytes, or fewer when the stream ends.
    from.by_ref().take(4).read_to_end(&mut header)?;
    if header.is_empty() {
        return Ok(None);
    }
    let header = <[u8; 4]>::try_from(header.as_slice()).map_err(|_| ErrorKind::UnexpectedEof)?;
    let length = u32::from_be_bytes(header) as usize;
    if length > LIMIT {
        let why = format!("a frame of {length} bytes is over the limit of {LIMIT}");
        return Err(Error::new(ErrorKind::InvalidData, why));
    }
    let mut frame = vec![0; length];
    from.read_exact(&mut frame)?;
    Ok(Some(frame))
    // </solution>
}
