//! What a server's conversation asks: a request in, an answer out.

use super::Answer;

/// A request, whole, borrowed from the conversation's buffer for as long as it is answered.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET`, `POST`, … as it came.
    pub method: &'a str,
    /// The path, with its query, as it came.
    pub path: &'a str,
    /// The headers as they came.
    pub headers: &'a [httparse::Header<'a>],
    /// The body, without its framing.
    pub body: &'a [u8],
}

/// Turns a request into an answer. Closures and functions `fn(&Request) -> Answer` are services.
pub trait Service {
    /// Answers one request. Must not block: whoever waits does it outside, told by [`Answer::after`].
    fn answer(&mut self, request: &Request<'_>) -> Answer;
}

impl<F: FnMut(&Request<'_>) -> Answer> Service for F {
    fn answer(&mut self, request: &Request<'_>) -> Answer {
        self(request)
    }
}
