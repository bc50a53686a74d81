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
use std::time::Duration;

use ch02_threads::thread_pool::panic_message;
use ch08_runtime::{block_on, sleep, spawn_blocking};
use lab::say;

const NAP: Duration = Duration::from_millis(5);

fn main() {
    panic::set_hook(Box::new(|_| {})); // the messages are printed below

    // ANCHOR: wrong
    let outside = panic::catch_unwind(AssertUnwindSafe(|| {
        let nap = sleep(NAP); // the argument is made first: `block_on` has not begun
        block_on(nap);
    }));
    let in_the_pool = block_on(async { spawn_blocking(|| drop(sleep(NAP))).await });
    // ANCHOR_END: wrong
    if let Err(panicked) = outside {
        say!("{}", wrapped(&format!("wrong: made before block_on: {}", panic_message(&*panicked))));
    }
    if let Err(error) = in_the_pool {
        say!("{}", wrapped(&format!("wrong: made by a thread of the pool: {error}")));
    }

    // ANCHOR: right
    block_on(async { sleep(NAP).await }); // an async block is run inside
    let slept = block_on(async {
        let read = spawn_blocking(|| "what the pool has found").await;
        sleep(NAP).await; // and what awaits stays with the tasks
        read
    });
    // ANCHOR_END: right
    say!("right: made inside: {}", slept.unwrap_or_default());
}

/// In lines that fit a page.
fn wrapped(text: &str) -> String {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ') {
        if line.len() + word.len() > 90 {
            lines.push(std::mem::replace(&mut line, "      ".to_owned()));
        }
        line += if line.is_empty() { "" } else { " " };
        line += word;
    }
    lines.push(line);
    lines.join("\n")
}
