//! An answer that is sent with pauses.

use std::time::Duration;

use super::Answer;
use super::answer::say_close;

/// An answer on its way, with a pause before the next part of it.
#[derive(Debug)]
pub(super) struct SlowAnswer {
    /// All its bytes.
    bytes: Vec<u8>,
    /// How many of them are its head.
    head: usize,
    /// How many of them are out.
    out: usize,
    /// How many go out after the pause.
    next: usize,
    /// The pause that is wanted now.
    pause: Duration,
    /// For a drip: the pause before each further byte.
    drip: Option<Duration>,
}

impl SlowAnswer {
    /// An answer whose bytes are these, the first `head` of them its head, with the pauses that it asks for.
    pub(super) fn new(answer: &Answer, bytes: Vec<u8>, head: usize) -> SlowAnswer {
        let next = if answer.drip.is_some() { head } else { bytes.len() };
        SlowAnswer { bytes, head, out: 0, next, pause: answer.after, drip: answer.drip }
    }

    /// Whether no part of it is out.
    pub(super) fn has_not_begun(&self) -> bool {
        self.out == 0
    }

    /// How long its head is.
    pub(super) fn head(&self) -> usize {
        self.head
    }

    /// Says in its head that the connection closes, unless the head is out.
    pub(super) fn say_close(&mut self) {
        if self.has_not_begun() {
            let more = say_close(&mut self.bytes, self.head);
            (self.head, self.next) = (self.head + more, self.next + more);
        }
    }

    /// The pause that is wanted now.
    pub(super) fn pause(&self) -> Duration {
        self.pause
    }

    /// The pause is over: what goes out now, and whether that is the last of it.
    pub(super) fn next(&mut self) -> (&[u8], bool) {
        let part = self.out..(self.out + self.next).min(self.bytes.len());
        self.out = part.end;
        self.next = 1;
        self.pause = self.drip.unwrap_or_default();
        (&self.bytes[part], self.out == self.bytes.len())
    }
}
