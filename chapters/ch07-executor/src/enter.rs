//! One executor at a time on one thread.

use std::cell::Cell;

thread_local! {
    /// Whether this thread runs an executor.
    static ENTERED: Cell<bool> = const { Cell::new(false) };
}

/// Until it is dropped, this thread runs an executor.
#[derive(Debug)]
pub struct Entered(());

/// This thread runs an executor from now on. Each executor's `block_on` begins with it.
///
/// # Panics
/// When it runs one already. The inner one would sleep in its own poller; the tasks of the outer one,
/// perhaps those it waits for, would stand still.
#[must_use = "dropped, it is over"]
pub fn enter() -> Entered {
    assert!(
        !ENTERED.replace(true),
        "block_on inside block_on: this thread runs an executor already, and would put all its tasks to sleep. \
         Inside a task, `await` the future, or `spawn` it; a function that must block belongs on another thread"
    );
    Entered(())
}

impl Drop for Entered {
    fn drop(&mut self) {
        let _ = ENTERED.try_with(|entered| entered.set(false)); // the thread may be ending
    }
}
