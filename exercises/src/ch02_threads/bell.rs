//! # A mailbox with a bell
//!
//! - minutes: 15
//! - idea: to wait for a bell is to give the lock back and sleep; who wakes must look again, another may have been quicker
//! - page: chapters/ch02-threads/lock.md#ask-and-be-handed-it
//!
//! Threads put letters into a mailbox, others take them out, first in first out. Whoever finds it empty sleeps until the bell
//! rings ([`Condvar`]), and uses no CPU for it. Many may put, many may take.
//! - After `close`, nothing more is put in; what is inside is still taken, and then `take` says `None`, also to those who sleep.
//! - A bell may wake a thread for nothing: because another thread was quicker, or for no reason at all.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Letters from thread to thread.
#[derive(Debug)]
pub struct Mailbox<T> {
    /// What is inside. Locked for a few instructions at a time.
    inside: Mutex<Inside<T>>,
    /// Rung when there may be something to do for those who wait for letters.
    bell: Condvar,
}

/// What the lock guards.
#[derive(Debug)]
struct Inside<T> {
    /// Letters, the oldest in front.
    letters: VecDeque<T>,
    /// Whether no more may be put in. Set once.
    closed: bool,
}

impl<T> Mailbox<T> {
    /// An empty mailbox.
    pub fn new() -> Mailbox<T> {
        Mailbox {
            inside: Mutex::new(Inside { letters: VecDeque::new(), closed: false }),
            bell: Condvar::new(),
        }
    }

    /// Puts a letter in.
    ///
    /// # Errors
    /// The mailbox is closed: the letter comes back.
    pub fn put(&self, letter: T) -> Result<(), T> {
        // TODO: Put the letter in, and ring. Or give it back, when the mailbox is closed.
        todo!("Put the letter in, and ring")
    }

    /// The oldest letter. Sleeps while there is none; `None` once the mailbox is closed and empty.
    pub fn take(&self) -> Option<T> {
        // TODO: Wait for a letter, or for the end. What if the bell rings and there is none?
        todo!("Wait for a letter, or for the end")
    }

    /// No more letters from now on.
    pub fn close(&self) {
        // TODO: Close the mailbox, and tell those who sleep. How many are they?
        todo!("Close the mailbox, and tell those who sleep")
    }

    /// Nothing that can panic runs under the lock, so a poisoned one would still be right.
    fn lock(&self) -> MutexGuard<'_, Inside<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Mailbox<T> {
    fn default() -> Mailbox<T> {
        Mailbox::new()
    }
}
