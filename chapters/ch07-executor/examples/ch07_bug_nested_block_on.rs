//! Bug: a task calls `block_on`; its thread runs an executor already, and would put all of that one's tasks to sleep.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_nested_block_on
//! ```
//!
//! It comes from a plain function deep below that "only quickly" waits for something. (asyncio: *This event loop is already
//! running*; tokio: *Cannot start a runtime from within a runtime*.)
#![forbid(unsafe_code)]

use std::panic;

use ch06_waker::Parker;
use ch07_executor::{JoinError, LocalExecutor, yield_now};
use lab::say;

/// Something to wait for.
async fn answer() -> u32 {
    yield_now().await;
    42
}

// ANCHOR: nested
/// A plain function cannot await. This one blocks instead.
fn answer_at_once() -> u32 {
    LocalExecutor::new(Parker::new()).block_on(answer())
}

fn run() -> [Result<u32, JoinError>; 2] {
    let mut executor = LocalExecutor::new(Parker::new());
    let spawner = executor.spawner();
    executor.block_on(async {
        let wrong = spawner.spawn(async { answer_at_once() }).await;
        // Repair: `await` all the way up. The function becomes an `async fn`, and so does who calls it.
        let right = spawner.spawn(async { answer().await }).await;
        [wrong, right]
    })
}
// ANCHOR_END: nested

fn main() {
    panic::set_hook(Box::new(|_| {})); // the panic is shown below, by the task's handle
    let [wrong, right] = run().map(|ended| match ended {
        Ok(answer) => answer.to_string(),
        Err(JoinError::Panicked(said)) => said.split(". ").next().unwrap_or_default().to_owned(),
        Err(error) => error.to_string(),
    });
    say!("wrong: {wrong}");
    say!("right: awaited, it gives {right}");
}
