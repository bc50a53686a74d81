//! Bug: a future keeps the waker of its *first* poll; it moves to another task, and the wake goes to the old one.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_bug_stale_waker
//! ```
//!
//! It goes well for as long as one task polls it. `select`, `join_all`, or simply to pass a future on after a poll, and
//! the next poll brings another waker. The repair: each poll replaces what is kept, unless it is the same
//! (`will_wake`).
#![forbid(unsafe_code)]

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use lab::probe::CountingWaker;
use lab::say;

/// Where a letter will come.
#[derive(Default)]
struct Mailbox {
    letter: Option<u32>,
    waker: Option<Waker>,
}

/// The future.
struct Letter {
    mailbox: Arc<Mutex<Mailbox>>,
    keeps_the_newest: bool,
}

// ANCHOR: poll
impl Future for Letter {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let newest = cx.waker().clone();
        let mut mailbox = lock(&self.mailbox);
        if let Some(letter) = mailbox.letter.take() {
            return Poll::Ready(letter);
        }
        let displaced = match &mailbox.waker {
            // Wrong: "I have left my waker already". Right is to leave the newest.
            Some(_) if !self.keeps_the_newest => None,
            _ => mailbox.waker.replace(newest),
        };
        drop(mailbox);
        drop(displaced); // its drop may be anybody's code: not with our lock held (invariant I5)
        Poll::Pending
    }
}
// ANCHOR_END: poll

/// Polled by one task, then by another; then the letter comes. How many wakes each of them got.
fn run(keeps_the_newest: bool) -> (u64, u64) {
    let mailbox = Arc::new(Mutex::new(Mailbox::default()));
    let mut letter = pin!(Letter { mailbox: Arc::clone(&mailbox), keeps_the_newest });
    let (old, new) = (CountingWaker::new(), CountingWaker::new());
    let polled = [old.poll(letter.as_mut()), new.poll(letter.as_mut())];
    debug_assert_eq!(polled, [Poll::Pending, Poll::Pending]);
    let waker = {
        let mut mailbox = lock(&mailbox);
        mailbox.letter = Some(42);
        mailbox.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
    (old.wakes(), new.wakes())
}

fn main() {
    let (old, new) = run(false);
    say!(
        "wrong: keeps its first waker: the task that had it is woken {old} time, the one that has it {new} times"
    );
    let (old, new) = run(true);
    say!(
        "right: keeps its newest waker: the task that had it is woken {old} times, the one that has it {new} time"
    );
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
