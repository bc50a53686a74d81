//! Bug: a future that waits for something wakes itself at each poll, "so that it is asked again"; it is, all the time.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_bug_self_wake_spin
//! ```
//!
//! The result is right, the test passes, and a core burns. It is chapter 4's busy loop in new clothes. The repair is to
//! leave the waker with whoever knows when it is time.
#![forbid(unsafe_code)]

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use ch06_waker::{block_on, deliver_after};
use lab::ledger::Ledger;
use lab::say;

/// So long the parcel takes.
const WAIT: Duration = Duration::from_millis(200);

/// How many polls it takes to wait for a flag which another thread sets.
fn spinning() -> io::Result<u64> {
    let here = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&here);
    let thread = lab::thread::spawn("courier", move || {
        thread::sleep(WAIT);
        set.store(true, Ordering::SeqCst);
    })?;
    let mut polls = 0;
    // ANCHOR: spin
    block_on(poll_fn(|cx| {
        polls += 1;
        if here.load(Ordering::SeqCst) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref(); // wrong: nothing has happened that would be worth a poll
        Poll::Pending
    }));
    // ANCHOR_END: spin
    let _ = thread.join();
    Ok(polls)
}

/// How many it takes when the waker is left with the one who brings it.
fn told() -> io::Result<u64> {
    let mut parcel = deliver_after(WAIT, ())?;
    let mut polls = 0;
    block_on(poll_fn(|cx| {
        polls += 1;
        Pin::new(&mut parcel).poll(cx)
    }));
    Ok(polls)
}

fn main() -> io::Result<()> {
    let (polls, ledger) = Ledger::measure("spinning", spinning);
    say!("wrong: wakes itself: polls {}, CPU ms {}", polls?, cpu(&ledger));
    let (polls, ledger) = Ledger::measure("told", told);
    say!("right: leaves its waker: polls {}, CPU ms {}", polls?, cpu(&ledger));
    Ok(())
}

fn cpu(ledger: &Ledger) -> String {
    ledger.cpu.map_or_else(|| "unknown".to_owned(), |cpu| cpu.as_millis().to_string())
}
