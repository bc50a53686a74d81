//! Bug: `block_on` sleeps with `thread::park` alone; a park inside the future takes its token, and the wake with it.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_bug_token_eaten
//! ```
//!
//! A thread has *one* token for park and unpark, and whoever runs on the thread may take it: a lock, a channel, a nested
//! `block_on`. The repair: what counts is a flag of our own, set before the unpark; the token only ends the sleep.
#![forbid(unsafe_code)]

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use ch06_waker::Parker;
use lab::say;

/// So long nobody says continue, and we call it for ever.
const FOR_EVER: Duration = Duration::from_secs(1);

/// Wakes by nothing but an unpark.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Woken during its first poll, and then parks, for some reason of its own.
struct Parks {
    polls: u32,
}

impl Future for Parks {
    type Output = ();

    // ANCHOR: poll
    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.polls += 1;
        if self.polls == 2 {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref(); // gives the thread its token …
        thread::park(); // … and this takes it
        Poll::Pending
    }
    // ANCHOR_END: poll
}

/// Runs the future; `sleep` says whether it was woken. How many polls, and whether it is done.
fn run(waker: &Waker, sleep: impl Fn() -> bool) -> (u32, bool) {
    let mut future = pin!(Parks { polls: 0 });
    loop {
        if let Poll::Ready(()) = future.as_mut().poll(&mut Context::from_waker(waker)) {
            return (future.polls, true);
        }
        if !sleep() {
            return (future.polls, false);
        }
    }
}

/// Sleeps, for the purposes of this example not longer than that; whether it was woken.
fn woken_in_time(sleep: impl Fn(Duration)) -> bool {
    let start = Instant::now();
    sleep(FOR_EVER);
    start.elapsed() < FOR_EVER
}

fn main() {
    let said = |done: bool| if done { "it is done" } else { "asleep for ever" };
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let (polls, done) = run(&waker, || woken_in_time(thread::park_timeout));
    say!("wrong: park and unpark alone: polls {polls}, then {}", said(done));
    let parker = Parker::new();
    let (polls, done) = run(&parker.waker(), || woken_in_time(|patience| parker.park(Some(patience))));
    say!("right: a flag of our own: polls {polls}, then {}", said(done));
}
