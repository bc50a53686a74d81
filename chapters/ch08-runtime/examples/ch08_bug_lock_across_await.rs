//! Bug: a lock of the standard library is held across an await, and the next task that wants it stops the whole thread.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_lock_across_await
//! ```
//!
//! The one who waits for the lock blocks the thread; the one who would give it back needs that thread. In a runtime of
//! many threads the compiler refuses this, as the guard is not `Send`; in one of a single thread only clippy warns.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use ch08_runtime::{block_on, join, sleep, sync};
use lab::say;

/// Stands for a request made while the lock is held.
async fn request() {
    sleep(Duration::from_millis(10)).await;
}

// ANCHOR: wrong
#[allow(clippy::await_holding_lock)] // it is the bug
async fn add_wrong(total: &Mutex<u32>, done: &AtomicU32) {
    let mut guard = total.lock().unwrap_or_else(PoisonError::into_inner);
    request().await; // the other task runs now, and asks for the lock: for ever
    *guard += 1;
    done.fetch_add(1, SeqCst);
}
// ANCHOR_END: wrong

// ANCHOR: right
/// Repair: the lock is taken when there is no await left; it is held for one line.
async fn add_later(total: &Mutex<u32>) {
    request().await;
    *total.lock().unwrap_or_else(PoisonError::into_inner) += 1;
}

/// Or, where nobody may come in between: a lock that is awaited.
async fn add_awaited(total: &sync::Mutex<u32>) {
    let mut guard = total.lock().await; // the other task is suspended here, and the thread is free
    request().await;
    *guard += 1;
}
// ANCHOR_END: right

fn main() {
    let done = Arc::<AtomicU32>::default();
    let (ended, end) = mpsc::channel();
    let counted = Arc::clone(&done);
    // On a thread of its own, as it will not come back; the end of the program ends it.
    thread::spawn(move || {
        let total = Mutex::new(0);
        block_on(join(add_wrong(&total, &counted), add_wrong(&total, &counted)));
        let _ = ended.send(());
    });
    let wrong = match end.recv_timeout(Duration::from_millis(500)) {
        Ok(()) => "is done",
        Err(_) => "hangs",
    };
    say!("wrong: held across an await: after 500 ms it {wrong}, {} of 2 tasks done", done.load(SeqCst));

    let total = Mutex::new(0);
    block_on(join(add_later(&total), add_later(&total)));
    let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    say!("right: taken after the await: {total} of 2 tasks done");

    let total = sync::Mutex::new(0);
    block_on(join(add_awaited(&total), add_awaited(&total)));
    say!("right: a lock that is awaited: {} of 2 tasks done", total.into_inner());
}
