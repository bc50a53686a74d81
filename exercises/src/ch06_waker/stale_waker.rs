//! # A waker that is out of date
//!
//! - minutes: 15
//! - idea: a waker belongs to one poll: keep the newest, take it along when you go, and never drop it under a lock
//! - page: chapters/ch06-waker/README.md#the-bottom-of-every-chain-of-awaits
//!
//! A leaf future: a [`Letter`] that the [`Postman`] brings. It works, for as long as one task polls it. Passed to another
//! task after its first poll, it is never continued; and dropped, it leaves a waker behind that keeps alive what it
//! points to. Repair both.
//!
//! A rule of the chapter holds here too (invariant I5): no waker is woken, cloned or dropped while the mailbox is locked.
//! Each of them may run somebody else's code, and that code may come back to this very mailbox.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A letter that somebody will bring, and the one who brings it.
pub fn letter() -> (Postman, Letter) {
    let mailbox = Arc::new(Mutex::new(Mailbox::default()));
    (Postman { mailbox: Arc::clone(&mailbox) }, Letter { mailbox })
}

/// Where the two meet.
#[derive(Debug, Default)]
struct Mailbox {
    /// The letter, from when it comes until it is taken.
    letter: Option<u32>,
    /// The waker of the task that waits for it.
    waker: Option<Waker>,
}

/// Who brings the letter, from whichever thread.
#[derive(Debug)]
pub struct Postman {
    /// Locked for one step at a time.
    mailbox: Arc<Mutex<Mailbox>>,
}

impl Postman {
    /// Puts the letter in, then wakes whoever waits for it.
    pub fn deliver(self, letter: u32) {
        let waker = {
            let mut mailbox = lock(&self.mailbox);
            mailbox.letter = Some(letter);
            mailbox.waker.take()
        };
        // Here the lock is given back: whoever is woken may look into the mailbox at once.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The future: ready when the letter is there.
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct Letter {
    /// Locked for one step at a time.
    mailbox: Arc<Mutex<Mailbox>>,
}

impl Future for Letter {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        // TODO: Leave the right waker. This keeps the first one; which task will it wake?
        let newest = cx.waker().clone();
        let mut mailbox = lock(&self.mailbox);
        if let Some(letter) = mailbox.letter.take() {
            return Poll::Ready(letter);
        }
        if mailbox.waker.is_none() {
            mailbox.waker = Some(newest);
        }
        Poll::Pending
    }
}

impl Drop for Letter {
    fn drop(&mut self) {
        // TODO: Take the waker along. Nobody waits here any more.
    }
}

/// Nothing panics while it holds this lock.
fn lock(mailbox: &Mutex<Mailbox>) -> MutexGuard<'_, Mailbox> {
    mailbox.lock().unwrap_or_else(PoisonError::into_inner)
}
