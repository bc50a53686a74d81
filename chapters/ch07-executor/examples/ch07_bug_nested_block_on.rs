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
use ch07_executor::{JoinError, LocalExecutor, join_all, yield_now};
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

fn main() {
    panic::set_hook(Box::new(|_| {})); // the panic is shown below, by the task's handle
    say!("wrong: block_on in a task: {}", outcome(three_times(|| async { answer_at_once() })));
    // Repair: `await` all the way up. The function becomes an `async fn`, and so does who calls it.
    say!("right: awaited:            {}", outcome(three_times(|| async { answer().await })));
}
// ANCHOR_END: nested

/// Three tasks, one after another: each gives its answer, or panics.
fn three_times<F: Future<Output = u32> + 'static>(task: impl Fn() -> F) -> Vec<Result<u32, JoinError>> {
    let mut executor = LocalExecutor::new(Parker::new());
    let spawner = executor.spawner();
    executor.block_on(join_all([0; 3].map(|_| spawner.spawn(task()))))
}

/// How many have an answer, and what the first of the others says.
fn outcome(ended: Vec<Result<u32, JoinError>>) -> String {
    let answers = ended.iter().filter(|ended| **ended == Ok(42)).count();
    let mut said = format!("{answers} of {} tasks have their answer", ended.len());
    if let Some(Err(JoinError::Panicked(words))) = ended.into_iter().find(Result::is_err) {
        said += "\n       ";
        said += words.split(", ").next().unwrap_or_default();
    }
    said
}
