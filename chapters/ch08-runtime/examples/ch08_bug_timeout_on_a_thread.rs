//! Bug: a timeout around `spawn_blocking`. The waiting ends in time, and the work goes on behind everybody's back.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_timeout_on_a_thread
//! ```
//!
//! A future that is dropped does nothing more. A thread cannot be dropped: it stops where it wants to.
#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use ch08_runtime::{block_on, spawn_blocking, timeout};
use lab::say;

/// How long the caller waits.
const PATIENCE: Duration = Duration::from_millis(50);

/// Five steps of work. The second takes longer than the caller is ready to wait.
fn five_steps(done: &AtomicU32, slow: &Receiver<()>, wanted: impl Fn() -> bool) {
    for step in 1..=5 {
        if !wanted() {
            return;
        }
        if step == 2 {
            let _ = slow.recv(); // until the caller has given up
        }
        done.fetch_add(1, SeqCst);
    }
}

// ANCHOR: right
/// Tells the thread, when it is dropped, that nobody waits any more.
struct GiveUp(Arc<AtomicBool>);

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// Repair: the future holds a note for the thread, and dropping the future drops the note. The thread asks between two steps.
async fn that_asks(done: Arc<AtomicU32>, slow: Receiver<()>) {
    let given_up = Arc::<AtomicBool>::default();
    let _give_up = GiveUp(Arc::clone(&given_up));
    let _ = spawn_blocking(move || five_steps(&done, &slow, || !given_up.load(SeqCst))).await;
}
// ANCHOR_END: right

/// Wrong: nobody tells the thread.
async fn that_does_not_ask(done: Arc<AtomicU32>, slow: Receiver<()>) {
    let _ = spawn_blocking(move || five_steps(&done, &slow, || true)).await;
}

/// Waits for the work, but not for long; tells whether it came in time, and how many steps were done in the end.
fn in_time<F: Future>(work: impl FnOnce(Arc<AtomicU32>, Receiver<()>) -> F) -> (bool, u32) {
    let done = Arc::<AtomicU32>::default();
    let (slow_is_over, slow) = channel();
    let ended = block_on(async {
        let ended = timeout(PATIENCE, work(Arc::clone(&done), slow)).await;
        drop(slow_is_over);
        ended.is_ok()
    });
    // The runtime is gone, and its pool; and a pool waits for its threads.
    (ended, done.load(SeqCst))
}

fn main() {
    for (name, (in_time, steps)) in [
        ("wrong: the thread does not know:", in_time(that_does_not_ask)),
        ("right: it asks between two steps:", in_time(that_asks)),
    ] {
        let told = if in_time { "done" } else { "given up" };
        say!("{name:<34} the caller hears \"{told}\"; steps done in the end: {steps} of 5");
    }
}
