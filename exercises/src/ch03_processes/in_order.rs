//! # Answers in any order, given out in order
//!
//! - minutes: 10
//! - idea: who answers first is chance; a number on each question brings order back, and an answer waits only for those before it
//! - page: chapters/ch03-processes/README.md#a-pool-of-houses
//!
//! Several workers answer, the quick before the slow. Whoever asked wants the answers in the order of the questions, and
//! each as early as that allows: as soon as all before it are there, not only when all are there.
//!
//! A worker is another program, and may be wrong. An answer to a question that nobody asked, or a second answer to the same
//! question, is refused, and changes nothing.

use std::collections::BTreeMap;

/// Questions that were asked, and answers that came too early.
#[derive(Debug)]
pub struct InOrder<T> {
    /// How many questions were asked: the next one's number.
    asked: u64,
    /// Whose turn it is: all answers before this one were given out.
    next: u64,
    /// Answers that came before their turn.
    early: BTreeMap<u64, T>,
}

/// An answer with this number is not being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unexpected(pub u64);

impl<T> InOrder<T> {
    /// Nothing asked yet.
    pub fn new() -> InOrder<T> {
        InOrder { asked: 0, next: 0, early: BTreeMap::new() }
    }

    /// One more question. Its number, beginning with 0, goes to the worker and comes back with the answer.
    pub fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.asked - 1
    }

    /// Takes an answer; gives out, in order, all answers whose turn it is now. That may be none, or many.
    ///
    /// # Errors
    /// Nobody asked this question, or it was answered before.
    pub fn answered(&mut self, number: u64, answer: T) -> Result<Vec<T>, Unexpected> {
        // TODO: Refuse what is not expected, keep what is early, and give out what is due.
        todo!("Refuse what is not expected, keep what is early, and give out what is due")
    }
}

impl<T> Default for InOrder<T> {
    fn default() -> InOrder<T> {
        InOrder::new()
    }
}
