//! # Find the end of the head
//!
//! - minutes: 15
//! - idea: TCP has no messages: what you look for may be cut anywhere, and more may follow it in the same read
//! - page: chapters/ch01-blocking-socket/README.md#one-read-is-not-the-answer
//!
//! The head of an HTTP message ends with a blank line, the four bytes `\r\n\r\n`. Each call of [`Head::received`] brings
//! what one `read` brought: a byte, half a head, or a head with the first bytes of the body behind it.

/// A head that is still arriving.
#[derive(Debug, Default)]
pub struct Head {
    /// Everything received so far.
    bytes: Vec<u8>,
}

/// A complete head, and what came after it.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Up to and with the blank line.
    pub head: Vec<u8>,
    /// The first bytes of the body; often none.
    pub rest: Vec<u8>,
}

/// The peer sends a head that is longer than [`Head::LIMIT`]. Who goes on reading can be made to use up all memory.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong;

impl Head {
    /// A head may be this many bytes long, its blank line included.
    pub const LIMIT: usize = 16 * 1024;

    /// Takes what one `read` brought, and gives the head once it is complete.
    ///
    /// # Errors
    /// The head is longer than [`LIMIT`](Self::LIMIT).
    pub fn received(&mut self, piece: &[u8]) -> Result<Option<Found>, TooLong> {
        // TODO: Keep the piece, and look whether the blank line is there now. It may have begun in an earlier piece.
        // <solution>
        // The blank line may have begun up to three bytes before this piece; what is older was searched already.
        let from = self.bytes.len().saturating_sub(3);
        self.bytes.extend_from_slice(piece);
        let end = self.bytes[from..].windows(4).position(|four| four == b"\r\n\r\n").map(|at| from + at + 4);
        match end {
            Some(end) if end <= Self::LIMIT => {
                let rest = self.bytes.split_off(end);
                Ok(Some(Found { head: std::mem::take(&mut self.bytes), rest }))
            }
            None if self.bytes.len() < Self::LIMIT => Ok(None),
            _ => Err(TooLong),
        }
        // </solution>
    }
}
