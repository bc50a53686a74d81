//! The server's side: requests in, answers out, for as long as the connection is kept.

use std::time::Duration;

use super::answer::{Answer, Framing};
use super::framing::{Body, Declared, declared};
use super::head::{Found, HeadEnd, has_token, parse_error, values};
use super::{HttpError, MAX_HEADERS, MAX_REQUEST_BODY, MAX_UNSENT};

/// A buffer that has grown beyond this, in bytes, is given back once it is empty: many connections are idle.
const KEPT_CAPACITY: usize = 16 * 1024;

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
    /// Answers the requests.
    service: S,
    /// What has come and is not used up: from `used` on.
    input: Vec<u8>,
    /// How much of `input` is used up.
    used: usize,
    /// Answers that are to be written: from `sent` on.
    output: Vec<u8>,
    /// How much of `output` is written.
    sent: usize,
    /// Where the conversation stands.
    state: State,
    /// Whether the peer has said that it will send no more.
    peer_has_ended: bool,
    /// Answers begun.
    answers: u64,
}

/// Where a conversation stands.
#[derive(Debug)]
enum State {
    /// In a request's head (or before it).
    Head(HeadEnd),
    /// In a request's body; beside it the head, kept for the answer.
    Body(Vec<u8>, Body),
    /// An answer is on its way that is not sent at once.
    Slow(SlowAnswer),
    /// No further request is answered.
    Ended,
}

/// An answer that is sent with pauses.
#[derive(Debug)]
struct SlowAnswer {
    /// All its bytes.
    bytes: Vec<u8>,
    /// How many of them are out.
    out: usize,
    /// The pause that is wanted now.
    pause: Duration,
    /// How many go out after it.
    next: usize,
    /// For a drip: the pause before each further byte.
    drip: Option<Duration>,
    /// Whether the connection closes afterwards.
    close: bool,
}

/// A refusal: the status, and the reason as the body.
type Refusal = (u16, &'static str);

impl<S: Service> Conversation<S> {
    /// How long a lingering close waits for the peer at most.
    pub const LINGER: Duration = Duration::from_secs(1);

    /// A fresh connection.
    pub fn new(service: S) -> Self {
        Conversation {
            service,
            input: Vec::new(),
            used: 0,
            output: Vec::new(),
            sent: 0,
            state: State::Head(HeadEnd::default()),
            peer_has_ended: false,
            answers: 0,
        }
    }

    /// What to do next.
    pub fn want(&self) -> Want {
        match &self.state {
            _ if self.sent < self.output.len() => Want::Write,
            State::Slow(answer) => Want::Pause(answer.pause),
            _ if self.peer_has_ended => Want::Close,
            State::Ended => Want::Linger,
            State::Head(_) | State::Body(..) => Want::Read,
        }
    }

    /// The bytes to write. Empty unless [`want`](Self::want) says [`Want::Write`].
    pub fn outgoing(&self) -> &[u8] {
        &self.output[self.sent..]
    }

    /// `n` bytes of [`outgoing`](Self::outgoing) were written.
    pub fn sent(&mut self, n: usize) {
        self.sent = (self.sent + n).min(self.output.len());
        if self.sent == self.output.len() {
            self.sent = 0;
            self.output.clear();
            if self.output.capacity() > 2 * MAX_UNSENT {
                self.output = Vec::new();
            }
            // Requests may be lying here that had to wait for this.
            self.go_on();
        }
    }

    /// Bytes came, cut anywhere.
    pub fn received(&mut self, bytes: &[u8]) {
        if !matches!(self.state, State::Ended) {
            self.input.extend_from_slice(bytes);
            self.go_on();
        }
    }

    /// The peer will send no more (a read gave 0 bytes). What it asked for is still answered.
    pub fn end_of_stream(&mut self) {
        self.peer_has_ended = true;
        self.go_on();
    }

    /// The pause that [`want`](Self::want) asked for is over.
    pub fn pause_is_over(&mut self) {
        if let State::Slow(answer) = &mut self.state {
            let until = (answer.out + answer.next).min(answer.bytes.len());
            self.output.extend_from_slice(&answer.bytes[answer.out..until]);
            answer.out = until;
            answer.next = 1;
            answer.pause = answer.drip.unwrap_or_default();
            if answer.out == answer.bytes.len() {
                self.state = if answer.close { State::Ended } else { State::Head(HeadEnd::default()) };
                self.go_on();
            }
        }
    }

    /// Whether nothing has come since the last answer was sent: such a connection may be closed at any time.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Head(_)) && self.used == self.input.len() && self.outgoing().is_empty()
    }

    /// How many answers have been begun so far.
    pub fn answers(&self) -> u64 {
        self.answers
    }

    /// Answers what can be answered, until the input is used up or too many answers wait unsent.
    fn go_on(&mut self) {
        while self.output.len() - self.sent <= MAX_UNSENT {
            let step = match &mut self.state {
                State::Head(_) => self.read_head(),
                State::Body(..) => self.read_body(),
                State::Slow(_) | State::Ended => break,
            };
            match step {
                Ok(true) => {}
                Ok(false) => break,
                Err((status, reason)) => {
                    self.state = State::Ended;
                    self.answers += 1;
                    let answer = Answer::new(status, reason.as_bytes());
                    answer.write_head(&mut self.output, true);
                    answer.write_body(&mut self.output);
                }
            }
        }
        if self.used == self.input.len() || matches!(self.state, State::Ended) {
            self.used = 0;
            self.input.clear();
            if self.input.capacity() > KEPT_CAPACITY {
                self.input = Vec::new();
            }
        } else if self.used > KEPT_CAPACITY {
            self.input.drain(..self.used);
            self.used = 0;
        }
    }

    /// Reads a request's head. `Ok(false)`: more has to come.
    fn read_head(&mut self) -> Result<bool, Refusal> {
        let State::Head(end) = &mut self.state else { return Ok(false) };
        // Blank lines before a request are left by some clients after a body; a server is asked to bear with them.
        let blank = self.input[self.used..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if blank > 0 {
            self.used += blank;
            *end = HeadEnd::default();
        }
        let bytes = &self.input[self.used..];
        if bytes.is_empty() {
            return Ok(false);
        }
        let found = end.find(bytes).map_err(|error| refusal(&error))?;
        if found == Found::More {
            return Ok(false);
        }
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let parsed =
            head.parse(bytes).map_err(|error| refusal(&parse_error(error, names_a_version(bytes))))?;
        let (Found::Whole(_), httparse::Status::Complete(end)) = (found, parsed) else {
            return Ok(false);
        };
        let hosts = values(head.headers, "host").count();
        if hosts > 1 || (hosts == 0 && head.version == Some(1)) {
            return Err((400, "one Host header is needed\n"));
        }
        let body = match declared(head.headers).map_err(|error| refusal(&error))? {
            Declared::Nothing | Declared::Length(0) => {
                let answer = answer_to(&mut self.service, &head, &[]);
                let (head_only, close, old) = manners(&head);
                self.used += end;
                self.begin(answer, head_only, close, old);
                return Ok(true);
            }
            Declared::Length(length) => {
                Body::of_length(length, MAX_REQUEST_BODY).map_err(|error| refusal(&error))?
            }
            Declared::Chunked if head.version == Some(0) => return Err((400, "chunks in HTTP/1.0\n")),
            Declared::Chunked => Body::chunked(MAX_REQUEST_BODY),
        };
        // The client waits for a word before it sends the body; unless it has begun to send it already.
        if let Some(expectation) = values(head.headers, "expect").next() {
            if !expectation.trim_ascii().eq_ignore_ascii_case(b"100-continue") {
                return Err((417, "this expectation cannot be met\n"));
            }
            if head.version == Some(1) && bytes.len() == end {
                self.output.extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
            }
        }
        self.state = State::Body(bytes[..end].to_vec(), body);
        self.used += end;
        Ok(true)
    }

    /// Reads a request's body. `Ok(false)`: more has to come.
    fn read_body(&mut self) -> Result<bool, Refusal> {
        let State::Body(bytes, body) = &mut self.state else { return Ok(false) };
        let (n, complete) = body.take(&self.input[self.used..]).map_err(|error| refusal(&error))?;
        self.used += n;
        if !complete {
            return Ok(false);
        }
        // The head was parsed before; only its bytes were kept. Requests with a body are the rare ones.
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        head.parse(bytes).map_err(|error| refusal(&parse_error(error, true)))?;
        let answer = answer_to(&mut self.service, &head, &body.bytes);
        let (head_only, close, old) = manners(&head);
        self.begin(answer, head_only, close, old);
        Ok(true)
    }

    /// Begins an answer: all of it at once, unless it is a slow one.
    fn begin(&mut self, mut answer: Answer, head_only: bool, close: bool, old: bool) {
        self.answers += 1;
        if old && matches!(answer.framing, Framing::Chunked(_)) {
            answer.framing = Framing::UntilClose;
        }
        let close = close || answer.framing == Framing::UntilClose;
        let slow = !answer.after.is_zero() || answer.drip.is_some();
        let mut bytes = if slow { Vec::new() } else { std::mem::take(&mut self.output) };
        answer.write_head(&mut bytes, close);
        let head_length = bytes.len();
        if !head_only {
            answer.write_body(&mut bytes);
        }
        self.state = if slow {
            let next = if answer.drip.is_some() { head_length } else { bytes.len() };
            State::Slow(SlowAnswer { bytes, out: 0, pause: answer.after, next, drip: answer.drip, close })
        } else {
            self.output = bytes;
            if close { State::Ended } else { State::Head(HeadEnd::default()) }
        };
    }
}

/// Asks the service.
fn answer_to<S: Service>(service: &mut S, head: &httparse::Request<'_, '_>, body: &[u8]) -> Answer {
    let (method, path) = (head.method.unwrap_or_default(), head.path.unwrap_or_default());
    service.answer(&Request { method, path, headers: head.headers, body })
}

/// How the answer is to be sent: the head alone; closing afterwards; to a client of HTTP/1.0.
fn manners(head: &httparse::Request<'_, '_>) -> (bool, bool, bool) {
    let old = head.version == Some(0);
    (head.method == Some("HEAD"), old || has_token(head.headers, "connection", "close"), old)
}

/// Whether a first line ends in something like `HTTP/2.0`: a version we do not speak, not garbage.
fn names_a_version(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    line.split(|byte| *byte == b' ').nth(2).is_some_and(|word| word.starts_with(b"HTTP/"))
}

/// What to answer to bytes we do not accept.
fn refusal(error: &HttpError) -> Refusal {
    match error {
        HttpError::HeadTooLarge => (431, "the head is over 64 KiB or 100 headers\n"),
        HttpError::BodyTooLarge(_) => (413, "the body is over 1 MiB\n"),
        HttpError::Version => (505, "only HTTP/1.0 and HTTP/1.1 are spoken here\n"),
        HttpError::Length(_) => (400, "the lengths make no sense\n"),
        HttpError::Coding => (400, "the only transfer coding known here is chunked\n"),
        HttpError::Chunk(_) => (400, "bad chunk\n"),
        HttpError::Malformed(_) | HttpError::Truncated(_) | HttpError::Unexpected(_) => {
            (400, "this is not an HTTP request\n")
        }
    }
}
