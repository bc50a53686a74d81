//! Bug: a sleep is made before there is a runtime for it; and in a thread of the pool, which is in none.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_bug_outside_the_runtime
//! ```
//!
//! `sleep` finds its timers through the current runtime, and that is a property of the thread, from `block_on` to its
//! end. (asyncio: "no running event loop"; tokio: "there is no reactor running".)
#![forbid(unsafe_code)]

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use ch02_threads::thread_pool::panic_message;
use ch07_executor::JoinError;
use ch08_runtime::{Sleep, block_on, sleep, spawn_blocking};
use lab::say;

/// How many sleeps could be made since the last look.
static MADE: AtomicU32 = AtomicU32::new(0);

fn nap() -> Sleep {
    let nap = sleep(Duration::from_millis(5)); // panics where there is no runtime
    MADE.fetch_add(1, SeqCst);
    nap
}

fn main() {
    panic::set_hook(Box::new(|_| {})); // the messages are printed below

    // ANCHOR: wrong
    attempt("wrong: made before block_on", || {
        let nap = nap(); // the argument is made first: `block_on` has not begun
        block_on(nap);
        Ok(())
    });
    attempt("wrong: made by a thread of the pool", || {
        block_on(async { spawn_blocking(|| drop(nap())).await }) // a thread of one's own is the same
    });
    // ANCHOR_END: wrong
    // ANCHOR: right
    attempt("right: made inside, by a task", || {
        block_on(async {
            let found = spawn_blocking(|| "what the pool has found").await;
            nap().await; // what awaits stays with the tasks
            found.map(drop)
        })
    });
    // ANCHOR_END: right
}

/// Runs a program that makes one sleep: was it made, and if not, why not?
fn attempt(name: &str, program: impl FnOnce() -> Result<(), JoinError>) {
    let why = match panic::catch_unwind(AssertUnwindSafe(program)) {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(panicked) => Some(panic_message(&*panicked).to_owned()),
    };
    say!("{name}: sleeps {} of 1", MADE.swap(0, SeqCst));
    if let Some(sentence) = why.as_deref().and_then(|why| why.split(". ").next()) {
        say!("       {sentence}");
    }
}
