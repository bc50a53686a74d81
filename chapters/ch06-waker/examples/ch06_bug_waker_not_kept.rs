//! Bug: a future says "pending" and keeps no waker; what it waits for happens, and nobody can tell it (a lost wake-up).
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_bug_waker_not_kept
//! ```
//!
//! "Pending" is a promise: somebody has my waker, and will wake it. The repair is to leave the waker, in the same locked
//! step in which the future looked and found nothing.
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
    keeps_its_waker: bool,
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
        if self.keeps_its_waker {
            let _stale = mailbox.waker.replace(newest); // the repair
        }
        Poll::Pending // wrong without it: a promise that nobody can keep
    }
}
// ANCHOR_END: poll

/// Polls once; the letter comes. How many wakes that gave, and whether an executor that polls only when woken is done.
fn run(keeps_its_waker: bool) -> (u64, bool) {
    let mailbox = Arc::new(Mutex::new(Mailbox::default()));
    let mut letter = pin!(Letter { mailbox: Arc::clone(&mailbox), keeps_its_waker });
    let probe = CountingWaker::new();
    let first = probe.poll(letter.as_mut());
    let waker = {
        let mut mailbox = lock(&mailbox);
        mailbox.letter = Some(42);
        mailbox.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
    let done = first.is_pending() && probe.wakes() > 0 && probe.poll(letter.as_mut()) == Poll::Ready(42);
    (probe.wakes(), done)
}

fn main() {
    let said = |done: bool| if done { "it is done" } else { "it sleeps for ever beside its letter" };
    let (wakes, done) = run(false);
    say!("wrong: the waker is not kept: the letter is there, {wakes} wakes: {}", said(done));
    let (wakes, done) = run(true);
    say!("right: the waker is kept: the letter is there, {wakes} wake: {}", said(done));
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
