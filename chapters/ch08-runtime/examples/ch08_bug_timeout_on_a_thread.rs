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
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use ch08_runtime::{block_on, spawn_blocking, timeout};
use lab::say;

/// How long the caller waits.
const PATIENCE: Duration = Duration::from_millis(200);

/// Five steps of work. The second takes longer than the caller is ready to wait.
struct FiveSteps {
    /// How many were done.
    done: Arc<AtomicU32>,
    /// Says when the second is over: when the caller has given up.
    slow: Receiver<()>,
    /// Goes when the work ends.
    _ended: Sender<()>,
}

impl FiveSteps {
    fn run(self, wanted: impl Fn() -> bool) {
        for step in 1..=5 {
            if !wanted() {
                return;
            }
            if step == 2 {
                let _ = self.slow.recv();
            }
            self.done.fetch_add(1, SeqCst);
        }
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
async fn that_asks(work: FiveSteps) {
    let given_up = Arc::<AtomicBool>::default();
    let _give_up = GiveUp(Arc::clone(&given_up));
    let _ = spawn_blocking(move || work.run(|| !given_up.load(SeqCst))).await;
}
// ANCHOR_END: right

/// Wrong: nobody tells the thread.
async fn that_does_not_ask(work: FiveSteps) {
    let _ = spawn_blocking(move || work.run(|| true)).await;
}

/// Waits for the work, but not for long; tells whether it came in time, and how many steps were done in the end.
fn in_time<F: Future>(wait_for: impl FnOnce(FiveSteps) -> F) -> (bool, u32) {
    let done = Arc::<AtomicU32>::default();
    let (slow_is_over, slow) = channel();
    let (ended, end) = channel();
    let work = FiveSteps { done: Arc::clone(&done), slow, _ended: ended };
    let in_time = block_on(async { timeout(PATIENCE, wait_for(work)).await.is_ok() });
    drop(slow_is_over);
    let _ = end.recv(); // until the thread is done with it
    (in_time, done.load(SeqCst))
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
