//! The server's side: requests in, answers out, for as long as the connection is kept.

use std::mem::MaybeUninit;
use std::time::Duration;

use super::framing::{Body, Declared, declared};
use super::head::{Fresh, Head};
use super::manners::Manners;
use super::refusal::Refusal;
use super::service::path_of;
use super::slow_answer::SlowAnswer;
use super::spare;
use super::{Answer, Framing, MAX_HEADERS, MAX_REQUEST_BODY, MAX_UNSENT, Request, Service, Want};

#[cfg(test)]
mod bounds;
mod finish;

/// So many bytes of blank lines may come before a request: some clients leave one after a body.
const MAX_BLANK: usize = 64;

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
    /// Where in `output` the head of the last answer ends, if it is there and does not say `Connection: close`. Set when
    /// such a head comes to `output`; nothing once `output` is empty.
    open_head: Option<usize>,
    /// Whether no answer follows the next one. Set by [`finish`](Self::finish), and not cleared.
    finishing: bool,
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
    /// In a request's head, or in the blank lines before it, so many bytes of them. The state at first.
    Head(Head, usize),
    /// In a request's body. Left when it is complete. (In a box, as the next: seldom there, and large. Many connections
    /// are idle.)
    Body(Box<Upload>),
    /// A whole request has an answer that is not sent at once. Left when its last pause is over.
    Slow(Box<SlowAnswer>, Manners),
    /// No further request is answered. Not left.
    Ended {
        /// Whether an answer is on its way, so that the close has to wait for it.
        lingers: bool,
    },
}

impl State {
    fn between_requests() -> State {
        State::Head(Head::default(), 0)
    }

    fn after_answer(manners: Manners) -> State {
        if manners.close { State::Ended { lingers: true } } else { State::between_requests() }
    }
}

/// A request whose body is coming.
#[derive(Debug)]
struct Upload {
    /// The bytes of its head, kept for the answer.
    head: Vec<u8>,
    /// How it is to be answered.
    manners: Manners,
    /// What has come of the body.
    bytes: Vec<u8>,
    /// Where it ends.
    body: Body,
}

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
            open_head: None,
            finishing: false,
            state: State::between_requests(),
            peer_has_ended: false,
            answers: 0,
        }
    }

    /// What to do next.
    pub fn want(&self) -> Want {
        match &self.state {
            _ if self.sent < self.output.len() => Want::Write,
            State::Slow(answer, _) => Want::Pause(answer.pause()),
            _ if self.peer_has_ended => Want::Close,
            State::Ended { lingers: true } => Want::Linger,
            State::Ended { lingers: false } => Want::Close,
            State::Head(..) | State::Body(_) => Want::Read,
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
            spare::put_away(&mut self.output);
            self.open_head = None;
            // Requests may be lying here that had to wait for this. Mostly nothing is: then nothing changes but that an
            // answer has left.
            if !self.input.is_empty() || self.finishing || self.peer_has_ended {
                self.go_on();
            }
        }
    }

    /// What a read has brought: bytes, or none at the end of the stream.
    pub fn came(&mut self, bytes: &[u8]) {
        match bytes {
            [] => self.end_of_stream(),
            bytes => self.received(bytes),
        }
    }

    /// Bytes came, cut anywhere.
    pub fn received(&mut self, bytes: &[u8]) {
        if !matches!(self.state, State::Ended { .. }) {
            spare::take(&mut self.input);
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
        if let State::Slow(answer, manners) = &mut self.state {
            if answer.has_not_begun() && !manners.close {
                self.open_head = Some(self.output.len() + answer.head());
            }
            let (bytes, last) = answer.next();
            self.output.extend_from_slice(bytes);
            if last {
                self.state = State::after_answer(*manners);
                self.go_on();
            }
        }
    }

    /// Whether nothing has come since the last answer was sent: such a connection may be closed at any time.
    pub fn is_idle(&self) -> bool {
        matches!(self.state, State::Head(..)) && self.used == self.input.len() && self.outgoing().is_empty()
    }

    /// How many answers have been begun so far.
    pub fn answers(&self) -> u64 {
        self.answers
    }

    // ANCHOR: go_on
    /// Answers what can be answered, until the input is used up, an answer pauses, or too many answers wait unsent.
    fn go_on(&mut self) {
        while self.output.len() - self.sent <= MAX_UNSENT {
            let step = match &self.state {
                State::Head(..) => self.read_head(),
                State::Body(_) => self.read_body(),
                State::Slow(..) | State::Ended { .. } => break,
            };
            match step {
                Ok(true) => {}
                Ok(false) => break,
                Err(refusal) => self.refuse(&refusal),
            }
        }
        self.end_if_finished();
        self.forget_used_input();
    }
    // ANCHOR_END: go_on

    fn forget_used_input(&mut self) {
        if self.used == self.input.len() || matches!(self.state, State::Ended { .. }) {
            self.used = 0;
            spare::put_away(&mut self.input);
        } else if self.used > self.input.len() - self.used {
            // No more is moved than was used, so a byte's share of the moving is less than one move, however many
            // requests came together.
            self.input.drain(..self.used);
            self.used = 0;
        }
    }

    /// Reads a request's head, and answers if that is all of it. `Ok(false)`: more has to come.
    fn read_head(&mut self) -> Result<bool, Refusal> {
        let State::Head(head, blank) = &mut self.state else { return Ok(false) };
        let is_blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let more_blank = self.input[self.used..].iter().take_while(is_blank).count();
        *blank += more_blank;
        if *blank > MAX_BLANK {
            // They stay in `input`: what stands behind them, and may have come with them or not, is not what is refused.
            return Err(Refusal::BLANK);
        }
        self.used += more_blank;
        let bytes = &self.input[self.used..];
        if bytes.is_empty() {
            return Ok(false);
        }
        let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut []);
        let ended = self.peer_has_ended;
        let Some(end) = head.parse(bytes, ended, &mut Fresh(&mut parsed, Some(&mut headers)))? else {
            return Ok(false);
        };

        let manners = Manners::of(&parsed)?;
        let body = match declared(parsed.headers)? {
            Declared::Nothing | Declared::Length(0) => {
                let answer = ask(&mut self.service, &parsed, &[]);
                self.used += end;
                self.begin(answer, manners);
                return Ok(true);
            }
            Declared::Length(length) => Body::of_length(length, MAX_REQUEST_BODY)?,
            Declared::Chunked if manners.old => return Err(Refusal::OLD_CHUNKS),
            Declared::Chunked => Body::chunked(MAX_REQUEST_BODY),
        };
        // The client waits for a word before it sends the body; unless it has begun to send it already.
        if manners.waits && bytes.len() == end {
            self.output.extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        self.state =
            State::Body(Box::new(Upload { head: bytes[..end].to_vec(), manners, bytes: Vec::new(), body }));
        self.used += end;
        Ok(true)
    }

    /// Reads a request's body, and answers if that is all of it. `Ok(false)`: more has to come.
    fn read_body(&mut self) -> Result<bool, Refusal> {
        let State::Body(upload) = &mut self.state else { return Ok(false) };
        let Upload { head, manners, bytes, body } = &mut **upload;
        let (n, complete) = body.take(&self.input[self.used..], bytes)?;
        self.used += n;
        if !complete {
            return Ok(false);
        }
        // The head was parsed before, and only its bytes were kept: requests with a body are the rare ones.
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        Head::default().parse(head, true, &mut parsed)?;
        let (answer, manners) = (ask(&mut self.service, &parsed, bytes), *manners);
        self.begin(answer, manners);
        Ok(true)
    }

    /// Begins an answer: all of it at once, unless it is a slow one.
    fn begin(&mut self, mut answer: Answer, mut manners: Manners) {
        self.answers += 1;
        if manners.old && matches!(answer.framing, Framing::Chunked(_)) {
            answer.framing = Framing::UntilClose;
        }
        manners.close |= self.finishing || answer.framing == Framing::UntilClose;
        let slow = !answer.after.is_zero() || answer.drip.is_some();
        let mut bytes = Vec::new();
        if !slow {
            spare::take(&mut self.output);
            std::mem::swap(&mut bytes, &mut self.output);
        }
        answer.write_head(&mut bytes, manners.close);
        let head = bytes.len();
        if !manners.head_only {
            answer.write_body(&mut bytes);
        }
        if slow {
            self.open_head = None;
            self.state = State::Slow(Box::new(SlowAnswer::new(&answer, bytes, head)), manners);
        } else {
            self.output = bytes;
            self.open_head = (!manners.close).then_some(head);
            self.state = State::after_answer(manners);
        }
    }

    fn refuse(&mut self, refusal: &Refusal) {
        let request = match &self.state {
            State::Body(upload) => &upload.head,
            _ => &self.input[self.used..],
        };
        let manners =
            Manners { head_only: request.starts_with(b"HEAD "), close: true, old: false, waits: false };
        self.begin(refusal.answer(), manners);
    }
}

/// Asks the service.
fn ask<S: Service>(service: &mut S, head: &httparse::Request<'_, '_>, body: &[u8]) -> Answer {
    let (method, path) = (head.method.unwrap_or_default(), path_of(head.path.unwrap_or_default()));
    service.answer(&Request { method, path, headers: head.headers, body })
}
