//! What a server says to bytes it does not accept.

use super::{Answer, HttpError};

/// A refusal. What follows it cannot be understood any more, so the connection is closed after it.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status.
    status: u16,
    /// The reason, for people: the body.
    reason: &'static str,
}

impl Refusal {
    /// No `Host`, or several.
    pub(super) const HOST: Refusal = Refusal { status: 400, reason: "one Host header is needed\n" };
    /// A coding that came after the version that is spoken.
    pub(super) const OLD_CHUNKS: Refusal = Refusal { status: 400, reason: "chunks in HTTP/1.0\n" };
    /// Blank lines, and never a request.
    pub(super) const BLANK: Refusal = Refusal { status: 400, reason: "blank lines without end\n" };
    /// `Expect` with something other than `100-continue`.
    pub(super) const EXPECTATION: Refusal =
        Refusal { status: 417, reason: "the only expectation known here is 100-continue\n" };

    /// The answer that says so.
    pub(super) fn answer(&self) -> Answer {
        Answer::new(self.status, self.reason.as_bytes())
    }
}

impl From<HttpError> for Refusal {
    fn from(error: HttpError) -> Self {
        let (status, reason) = match error {
            HttpError::HeadTooLarge => (431, "the head is over 64 KiB or 100 headers\n"),
            HttpError::BodyTooLarge(_) => (413, "the body is over 1 MiB\n"),
            HttpError::Version => (505, "only HTTP/1.0 and HTTP/1.1 are spoken here\n"),
            HttpError::Length(_) => (400, "the lengths make no sense\n"),
            HttpError::Coding => (400, "the only transfer coding known here is chunked\n"),
            HttpError::Chunk(_) => (400, "bad chunk\n"),
            HttpError::Malformed(_) | HttpError::Truncated(_) => (400, "this is not an HTTP request\n"),
        };
        Refusal { status, reason }
    }
}
