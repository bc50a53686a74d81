//! `spawn`, counted and drawn: threads started here are named, counted in the ledger, and record on the same timeline
//! as whoever started them.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread::{Builder, JoinHandle};

use crate::{steps, timeline};

/// Threads alive now. The main thread is there from the start; [`Counted`] adds the others and takes them away.
static ALIVE: AtomicU64 = AtomicU64::new(1);
/// The largest value of [`ALIVE`] since the last [`reset_peak`].
static PEAK: AtomicU64 = AtomicU64::new(1);

/// Starts a thread with a name. It counts in [`peak`], and inherits the recorders of the thread that calls.
///
/// The thread is counted from before it starts until its own work is over, even by a panic. A thread that was joined
/// is counted no more.
///
/// # Errors
/// The system has no thread to give.
// ANCHOR: spawn
pub fn spawn<T: Send + 'static>(
    name: impl Into<String>,
    f: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    let counted = Counted::new();
    let recorder = timeline::for_a_new_thread();
    let noted = steps::for_a_new_thread();
    // When no thread is to be had, the closure is dropped, and the count with it.
    Builder::new().name(name.into()).spawn(move || {
        let _counted = counted;
        timeline::adopt(recorder);
        steps::adopt(noted);
        f()
    })
}
// ANCHOR_END: spawn

/// One thread in the count, from the making to the drop of this value.
struct Counted(());

impl Counted {
    fn new() -> Counted {
        let alive = ALIVE.fetch_add(1, SeqCst) + 1;
        PEAK.fetch_max(alive, SeqCst);
        Counted(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, SeqCst);
    }
}

/// How many threads started here are alive now, and the main thread.
pub fn alive() -> u64 {
    ALIVE.load(SeqCst)
}

/// The largest number alive at one instant, since the start or the last [`reset_peak`].
pub fn peak() -> u64 {
    PEAK.load(SeqCst)
}

/// Begins a new measurement: the peak is what is alive now.
pub fn reset_peak() {
    PEAK.store(ALIVE.load(SeqCst), SeqCst);
}
