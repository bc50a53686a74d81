//! Bug: three requests are made, then awaited one after another; the second begins when the first has ended.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_sequential_awaits
//! ```
//!
//! In JavaScript, and with asyncio's `create_task`, what is made has been started. A Rust future does nothing until it
//! is polled, and `await` polls only the one it stands at. On a clock that jumps, so nobody waits for this.
#![forbid(unsafe_code)]

use std::time::Duration;

use ch07_executor::{Clock, ClockPark, LocalExecutor, Spawner, Timer, join_all, sleep_on};
use lab::say;

/// Stands for a request that takes so many seconds.
async fn request(clock: Clock, seconds: u64) {
    sleep_on(&clock, Duration::from_secs(seconds)).await;
}

/// How many seconds pass on the clock.
fn seconds<F: Future<Output = ()>>(program: impl FnOnce(Clock, Spawner) -> F) -> u64 {
    let clock = Clock::virtual_time();
    let start = clock.now();
    let mut executor = LocalExecutor::new(ClockPark::new(&clock));
    let spawner = executor.spawner();
    executor.block_on(program(clock.clone(), spawner));
    (clock.now() - start).as_secs()
}

fn main() {
    // ANCHOR: sequential
    let wrong = seconds(|clock, _| async move {
        let requests = [1, 2, 3].map(|seconds| request(clock.clone(), seconds)); // nothing has begun
        for request in requests {
            request.await;
        }
    });
    // Repair: await them together,
    let together = seconds(|clock, _| async move {
        join_all([1, 2, 3].map(|seconds| request(clock.clone(), seconds))).await;
    });
    // or make tasks of them: a task runs, awaited or not.
    let tasks = seconds(|clock, spawner| async move {
        for task in [1, 2, 3].map(|seconds| spawner.spawn(request(clock.clone(), seconds))) {
            let _ = task.await;
        }
    });
    // ANCHOR_END: sequential
    say!("wrong: requests of 1, 2 and 3 s, awaited one after another: {wrong} s");
    say!("right: awaited with join_all: {together} s; as tasks, awaited one after another: {tasks} s");
}
