//! Bug: a future *adds* its waker at each poll, instead of replacing the one it left; memory grows with every poll.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_bug_wakers_pile_up
//! ```
//!
//! Nothing is lost, only kept. It takes a sibling under the same task that is ready often, a ticker beside a long wait:
//! each of its turns polls this one too. And when the letter comes, one task is woken ten thousand times.
#![forbid(unsafe_code)]

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Poll, Waker};

use lab::probe::CountingWaker;
use lab::say;

/// How often a sibling is ready before the letter comes.
const POLLS: usize = 10_000;

// ANCHOR: leave
/// Wrong: the old one is still there, and is for the same task.
fn adds(waiting: &mut Vec<Waker>, newest: &Waker) {
    waiting.push(newest.clone());
}

/// Repair: one waiter, one place; the newest waker takes it.
fn replaces(waiting: &mut Vec<Waker>, newest: &Waker) {
    match waiting.first_mut() {
        Some(mine) => mine.clone_from(newest), // no clone, if it is the same
        None => waiting.push(newest.clone()),
    }
}
// ANCHOR_END: leave

/// One task waits, and is polled again and again. How many wakers are kept for it, and how many wakes come of them.
fn run(leave: fn(&mut Vec<Waker>, &Waker)) -> (usize, u64) {
    let mailbox = Mutex::new(Vec::new());
    let lock = || mailbox.lock().unwrap_or_else(PoisonError::into_inner);
    let mut letter = pin!(poll_fn(|cx| {
        leave(&mut lock(), cx.waker());
        Poll::<()>::Pending // the letter has not come
    }));
    let probe = CountingWaker::new();
    for _ in 0..POLLS {
        let _ = probe.poll(letter.as_mut());
    }
    let waiting = std::mem::take(&mut *lock());
    let kept = waiting.len();
    waiting.into_iter().for_each(Waker::wake); // it comes
    (kept, probe.wakes())
}

fn main() {
    let (kept, wakes) = run(adds);
    say!(
        "wrong: adds its waker:   after {POLLS} polls of one task {kept} wakers are kept; then {wakes} wakes"
    );
    let (kept, wakes) = run(replaces);
    say!("right: replaces its own: after {POLLS} polls of one task {kept} waker is kept; then {wakes} wake");
}
