//! The server's machine, and whatever a client may send.

use std::cell::{Cell, RefCell};

use lab::http::{Answer, Conversation, MAX_HEAD, MAX_REQUEST_BODY, MAX_UNSENT, Request, Service, Want};
use lab::routes;

use crate::chunked;
use crate::exchange::has_endless_head;
use crate::heap::Meter;
use crate::stream::{Dice, FNV, LONGEST, expand, fnv, shown};

/// So many ways to cut each stream.
const CUTS: usize = 3;
/// An answer is no longer than its body and this, in bytes: its head, and what frames chunks of 777.
const HEAD: usize = 256;
/// What an idle connection may keep, in bytes: a small buffer for input, one for output, and what else is small.
const IDLE: usize = 16 * 1024 + 2 * MAX_UNSENT + 1024;

/// However the stream is cut, and however much is written at a time, the requests and the answers are the same; each
/// request has one answer; what is refused is the last; what is kept is bounded. And the same when the server stops in
/// the middle.
pub fn check(input: &[u8], dice: &mut Dice) {
    let stream = expand(input);
    let whole = talk(&[&stream], &[], dice);
    for pieces in dice.cuts(&stream, CUTS) {
        whole.is(&talk(&pieces, &[], dice), &stream);
    }
    if has_endless_head(&stream) {
        assert_eq!(
            (whole.asked.0, whole.answers),
            (0, 1),
            "a head that does not end within the limit is refused"
        );
    }
    let (before, after) = stream.split_at(dice.below(stream.len() + 1));
    let stopped = talk(&[before], &[after], dice);
    stopped.is(&talk(&dice.pieces(before), &dice.pieces(after), dice), &stream);
    let (all, some) = (without_close(&whole.sent), without_close(&stopped.sent));
    assert!(all.starts_with(&some), "stopped, it says something else: {} and {}", shown(&some), shown(&all));
}

/// What has come of a stream.
#[derive(Debug)]
struct Talk {
    /// How many requests the service was asked, and a hash of all that it could see of them.
    asked: (usize, u64),
    /// How many answers were begun.
    answers: u64,
    /// What was sent, but for `100 Continue`: whether that is sent depends on whether the body is late.
    sent: Vec<u8>,
}

impl Talk {
    fn is(&self, other: &Talk, stream: &[u8]) {
        assert_eq!(self.asked, other.asked, "other requests: {}", shown(stream));
        assert_eq!(self.answers, other.answers, "another number of answers: {}", shown(stream));
        let same = self.sent == other.sent;
        assert!(same, "{}: once {}, once {}", shown(stream), shown(&self.sent), shown(&other.sent));
    }
}

/// What the service has seen.
#[derive(Debug)]
struct Seen {
    /// For each request, whether it was a HEAD. With room for all: what it allocates would count as the machine's.
    heads: RefCell<Vec<bool>>,
    /// A hash of all requests.
    hash: Cell<u64>,
    /// The longest body of an answer, in bytes.
    longest: Cell<usize>,
}

impl Seen {
    fn answer(&self, request: &Request<'_>) -> Answer {
        let Request { method, path, headers, body } = *request;
        let mut hash = [method, path].iter().fold(self.hash.get(), |hash, text| fnv(hash, text.as_bytes()));
        for header in headers {
            hash = fnv(fnv(hash, header.name.as_bytes()), header.value);
        }
        self.hash.set(fnv(fnv(hash, &body.len().to_le_bytes()), body));
        self.heads.borrow_mut().push(method == "HEAD");
        // The slow server's answers: every framing, pauses, drips. But none of megabytes, nor one that drips for long.
        let most = if path.starts_with("/bytes/") { 5 } else { 3 };
        let long = path.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > most);
        let answer = if long { Answer::new(404, &b"too long"[..]) } else { routes::slow(request) };
        self.longest.update(|longest| longest.max(answer.body.len()));
        answer
    }
}

/// Lets a server have these pieces, then stop if any follow, then these, then the end of the stream.
fn talk(before: &[&[u8]], after: &[&[u8]], dice: &mut Dice) -> Talk {
    // The shortest request has 16 bytes.
    let heads = RefCell::new(Vec::with_capacity(LONGEST / 16));
    let seen = Seen { heads, hash: Cell::new(FNV), longest: Cell::new(0) };
    let mut line = Line {
        conversation: Conversation::new(|request: &Request<'_>| seen.answer(request)),
        meter: Meter::new(),
        seen: &seen,
        came: 0,
        largest: 0,
        sent: Vec::new(),
    };
    before.iter().for_each(|piece| line.receive(piece, dice));
    if !after.is_empty() {
        line.step(Conversation::finish);
        line.write(dice);
    }
    after.iter().for_each(|piece| line.receive(piece, dice));
    let closed = line.conversation.want() != Want::Read;
    line.step(Conversation::end_of_stream);
    line.write(dice);
    assert_eq!(line.conversation.want(), Want::Close);
    let (answers, sent) = (line.conversation.answers(), line.sent);
    let heads = seen.heads.into_inner();
    let sent = one_answer_each(&sent, &heads, answers, closed && after.is_empty());
    Talk { asked: (heads.len(), seen.hash.get()), answers, sent }
}

/// A conversation, and what carries its bytes.
struct Line<'s, S> {
    conversation: Conversation<S>,
    /// What it keeps.
    meter: Meter,
    /// What its service has seen.
    seen: &'s Seen,
    /// How many bytes have come.
    came: usize,
    /// How many came at a time.
    largest: usize,
    /// What it has written.
    sent: Vec<u8>,
}

impl<S: Service> Line<'_, S> {
    /// Lets it do something, and looks at it afterwards.
    fn step(&mut self, step: impl FnOnce(&mut Conversation<S>)) {
        self.meter.of(|| step(&mut self.conversation));
        let writes = self.conversation.want() == Want::Write;
        assert_eq!(writes, !self.conversation.outgoing().is_empty(), "it writes while there is something to");
        let unsent = self.conversation.outgoing().len();
        let answer = HEAD + self.seen.longest.get();
        assert!(unsent <= MAX_UNSENT + answer, "{unsent} bytes of answers wait");
        // Input: a head, what came last, and as much that is used; an upload; answers, and one more; each may have grown
        // to twice its size.
        let input = 4 * (MAX_HEAD + self.largest).min(2 * self.came);
        let upload = 3 * (MAX_HEAD + MAX_REQUEST_BODY).min(self.came);
        let limit = input + upload + 3 * (MAX_UNSENT + answer);
        assert!(self.meter.most() <= limit, "{} bytes for {}", self.meter.most(), self.came);
        if self.conversation.is_idle() {
            assert!(self.meter.kept() <= IDLE, "an idle connection keeps {} bytes", self.meter.kept());
        }
    }

    fn receive(&mut self, piece: &[u8], dice: &mut Dice) {
        self.came += piece.len();
        self.largest = self.largest.max(piece.len());
        self.step(|conversation| conversation.received(piece));
        self.write(dice);
    }

    /// Writes and pauses for as long as it wants to, some bytes at a time.
    fn write(&mut self, dice: &mut Dice) {
        loop {
            match self.conversation.want() {
                Want::Write => {
                    let unsent = self.conversation.outgoing();
                    let n = if dice.below(4) == 0 { 1 + dice.below(unsent.len()) } else { unsent.len() };
                    self.sent.extend_from_slice(&unsent[..n]);
                    self.step(|conversation| conversation.sent(n));
                }
                Want::Pause(_) => self.step(Conversation::pause_is_over),
                Want::Read | Want::Linger | Want::Close => return,
            }
        }
    }
}

/// Reads what a server has sent, without the machine's help: one answer for each request, and one more if the last was a
/// refusal; nothing follows an answer that says `Connection: close`; a server that closes by itself has said so. Gives
/// the answers without `100 Continue`.
fn one_answer_each(sent: &[u8], heads: &[bool], answers: u64, closed: bool) -> Vec<u8> {
    const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";
    let (mut rest, mut final_ones, mut n, mut said_close) = (sent, Vec::new(), 0, false);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(CONTINUE) {
            rest = after;
            continue;
        }
        assert!(!said_close, "an answer after the last: {}", shown(sent));
        let end = rest.windows(4).position(|four| four == b"\r\n\r\n").map(|place| place + 4);
        let (head, body) = rest.split_at(end.unwrap_or_else(|| panic!("no head: {}", shown(rest))));
        let text = std::str::from_utf8(head).unwrap_or_else(|_| panic!("no text: {}", shown(head)));
        assert!(text.starts_with("HTTP/1.1 "), "{text:?}");
        said_close = text.contains("\r\nConnection: close\r\n");
        // A refusal comes after all requests that were understood. To a HEAD, as far as could be seen, it has no body.
        let refusal = n == heads.len();
        let bare = heads.get(n).copied().unwrap_or(body.is_empty());
        let framed = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let size = if bare || text.starts_with("HTTP/1.1 204") || text.starts_with("HTTP/1.1 304") {
            0
        } else if let Some(length) = framed("Content-Length: ") {
            length.parse().unwrap_or_else(|_| panic!("{text:?}"))
        } else if framed("Transfer-Encoding: chunked").is_some() {
            chunked::plain(body, usize::MAX).unwrap_or_else(|| panic!("chunks: {}", shown(body))).1
        } else {
            assert!(said_close, "a body without an end: {text:?}");
            body.len()
        };
        assert!(!refusal || said_close, "a refusal is the last: {text:?}");
        final_ones.extend_from_slice(&rest[..end.unwrap_or_default() + size]);
        rest = &body[size..];
        n += 1;
    }
    assert_eq!(n as u64, answers, "not so many answers as were begun: {}", shown(sent));
    assert!(
        n == heads.len() || n == heads.len() + 1,
        "{} requests, {n} answers: {}",
        heads.len(),
        shown(sent)
    );
    assert!(!closed || said_close, "it closed and did not say so: {}", shown(sent));
    final_ones
}

fn without_close(answers: &[u8]) -> Vec<u8> {
    const CLOSE: &[u8] = b"Connection: close\r\n";
    let mut without = Vec::with_capacity(answers.len());
    let mut rest = answers;
    while let Some((first, next)) = rest.split_first() {
        match rest.strip_prefix(CLOSE) {
            Some(after) => rest = after,
            None => {
                without.push(*first);
                rest = next;
            }
        }
    }
    without
}
