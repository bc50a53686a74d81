//! The server's side: requests in, answers out, for as long as the connection is kept.

use std::borrow::Cow;
use std::time::Duration;

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

/// How a body's end is told to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `Content-Length`.
    Length,
    /// `Transfer-Encoding: chunked`, in chunks of this many bytes. (A client of HTTP/1.0 gets `UntilClose` instead.)
    Chunked(usize),
    /// Neither: the end of the stream is the end of the body.
    UntilClose,
}

/// What to answer. Built up from [`Answer::new`].
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The body, without its framing.
    pub body: Cow<'static, [u8]>,
    /// How the body's end is told.
    pub framing: Framing,
    /// Wait this long before the first byte.
    pub after: Duration,
    /// Send the body one byte at a time, with this pause before each.
    pub drip: Option<Duration>,
    /// Further headers, each a name and a value.
    pub headers: Vec<(&'static str, String)>,
}

impl Answer {
    /// An answer at once, of `text/plain`, with its length.
    pub fn new(status: u16, body: impl Into<Cow<'static, [u8]>>) -> Answer {
        Answer {
            status,
            content_type: "text/plain",
            body: body.into(),
            framing: Framing::Length,
            after: Duration::ZERO,
            drip: None,
            headers: Vec::new(),
        }
    }
    /// The same, after a pause.
    pub fn after(mut self, pause: Duration) -> Answer {
        self.after = pause;
        self
    }
}

/// What a conversation needs next. Whoever carries the bytes asks [`Conversation::want`], does it, and asks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Want {
    /// Write some of [`outgoing`](Conversation::outgoing). While there is something to write, nothing is read: a
    /// client that does not read its answers cannot make the server keep more than
    /// [`MAX_UNSENT`](super::MAX_UNSENT) of them (and one answer).
    Write,
    /// Read, and tell [`received`](Conversation::received) or [`end_of_stream`](Conversation::end_of_stream).
    Read,
    /// Wait this long, then tell [`pause_is_over`](Conversation::pause_is_over). The same pause is wanted until then,
    /// so note the deadline when it is first asked for.
    Pause(Duration),
    /// Close, but so that the last answer arrives: shut down the sending side, then read and throw away until the
    /// peer closes or [`LINGER`](Conversation::LINGER) has passed. A plain close with unread bytes in the receive
    /// buffer makes the system send a reset, and a reset may destroy an answer that is on its way.
    Linger,
    /// Close: the peer has closed its side, and everything is sent.
    Close,
}

/// One connection's worth of requests and answers: keep-alive, pipelining, limits and refusals.
#[derive(Debug)]
pub struct Conversation<S> {
    service: S,
}

impl<S: Service> Conversation<S> {
    /// How long a lingering close waits for the peer at most.
    pub const LINGER: Duration = Duration::from_secs(1);

    /// A fresh connection.
    pub fn new(service: S) -> Self {
        Conversation { service }
    }
    /// What to do next.
    pub fn want(&self) -> Want {
        let _ = &self.service;
        todo!()
    }
    /// The bytes to write. Empty unless [`want`](Self::want) says [`Want::Write`].
    pub fn outgoing(&self) -> &[u8] {
        todo!()
    }
    /// `n` bytes of [`outgoing`](Self::outgoing) were written.
    pub fn sent(&mut self, _n: usize) {
        todo!()
    }
    /// Bytes came, cut anywhere.
    pub fn received(&mut self, _bytes: &[u8]) {
        todo!()
    }
    /// The peer will send no more (a read gave 0 bytes). What it asked for is still answered.
    pub fn end_of_stream(&mut self) {
        todo!()
    }
    /// The pause that [`want`](Self::want) asked for is over.
    pub fn pause_is_over(&mut self) {
        todo!()
    }
    /// Whether nothing has come since the last answer was sent: such a connection may be closed at any time.
    pub fn is_idle(&self) -> bool {
        todo!()
    }
    /// How many answers have been begun so far.
    pub fn answers(&self) -> u64 {
        todo!()
    }
}
