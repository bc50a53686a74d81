//! What can be wrong with the other side's bytes.

use std::fmt;

/// What can be wrong with the other side's bytes. The message completes the sentence "bad response: …".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpError {
    /// Not HTTP, or a malformed head.
    Malformed(&'static str),
    /// An HTTP version other than 1.0 and 1.1.
    Version,
    /// The head is longer than [`MAX_HEAD`](super::MAX_HEAD) or has more than
    /// [`MAX_HEADERS`](super::MAX_HEADERS) headers.
    HeadTooLarge,
    /// The body is longer than this side accepts; the limit in bytes.
    BodyTooLarge(usize),
    /// Two different lengths, a length with chunked coding, a length that is no number or absurd.
    Length(&'static str),
    /// A transfer coding other than `chunked`.
    Coding,
    /// A bad chunk: its size, its end, or its trailers.
    Chunk(&'static str),
    /// The stream ended in the middle of the message.
    Truncated(&'static str),
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HttpError::Malformed(what) => write!(f, "malformed: {what}"),
            HttpError::Version => write!(f, "an HTTP version other than 1.0 and 1.1"),
            HttpError::HeadTooLarge => write!(f, "a head over 64 KiB or 100 headers"),
            HttpError::BodyTooLarge(limit) => write!(f, "a body over {limit} bytes"),
            HttpError::Length(what) => write!(f, "unusable Content-Length: {what}"),
            HttpError::Coding => write!(f, "a transfer coding other than chunked"),
            HttpError::Chunk(what) => write!(f, "bad chunk: {what}"),
            HttpError::Truncated(what) => write!(f, "the connection ended {what}"),
        }
    }
}

impl std::error::Error for HttpError {}
