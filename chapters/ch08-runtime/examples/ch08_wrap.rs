//! How to wrap an ordinary blocking function: what comes back, and what the way there and back costs.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_wrap
//! ```
#![forbid(unsafe_code)]

use std::num::ParseIntError;
use std::time::{Duration, Instant};
use std::{panic, thread};

use ch08_runtime::{JoinError, block_on, spawn_blocking};
use lab::say;

// ANCHOR: wrap
/// An ordinary function. It knows nothing of `await`, and keeps its thread for as long as it takes.
fn slow_parse(text: &str) -> Result<u32, ParseIntError> {
    thread::sleep(Duration::from_millis(10));
    assert!(!text.is_empty(), "nothing to parse");
    text.parse()
}

/// The same for tasks. It owns its argument, as the thread may outlive whoever called. Two things can go wrong: the call
/// gives an error, or it panics; so there are two results.
async fn parse(text: String) -> Result<Result<u32, ParseIntError>, JoinError> {
    spawn_blocking(move || slow_parse(&text)).await
}
// ANCHOR_END: wrap

fn main() {
    panic::set_hook(Box::new(|_| {})); // the message is printed below
    block_on(async {
        for text in ["42", "forty-two", ""] {
            let said = match parse(text.to_owned()).await {
                Ok(Ok(number)) => format!("the number {number}"),
                Ok(Err(error)) => format!("its own error: {error}"),
                Err(panicked) => panicked.to_string(),
            };
            say!("{:<12} {said}", format!("{text:?}:"));
        }
        const TIMES: u32 = 2_000;
        let start = Instant::now();
        for _ in 0..TIMES {
            let _ = spawn_blocking(|| ()).await;
        }
        let mean = start.elapsed() / TIMES;
        say!("there and back, with nothing to do there: {:.0} µs", mean.as_secs_f64() * 1e6);
    });
}
