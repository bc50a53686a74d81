//! What a task and the executor tell one another during a poll, beside the result.

use std::cell::Cell;
use std::task::{Context, Poll};
use std::time::Instant;

use ch04_nonblocking_socket::Interest;

use lab::steps::{self, Event};

use crate::task::TaskId;

/// What a task waits for, as the dump of all tasks names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitsFor {
    /// A socket, by its key.
    Socket(usize, Interest),
    /// A time.
    Time(Instant),
    /// The end of another task.
    Task(TaskId),
    /// Something that has only a name.
    Named(&'static str),
}

/// So many times a task's sockets may say yes in one poll. Then others have their turn, however much more there is.
const BUDGET: u32 = 32;

thread_local! {
    static WAITS_FOR: Cell<Option<WaitsFor>> = const { Cell::new(None) };
    static BUDGET_LEFT: Cell<u32> = const { Cell::new(BUDGET) };
}

/// Notes what the task that is being polled waits for: the last note before it says *pending* counts. For whoever writes
/// a leaf future; it changes nothing but what messages say.
#[inline]
pub fn waits_for(what: WaitsFor) {
    match what {
        WaitsFor::Task(id) => steps::note(|| Event::AwaitsTask(id.0)),
        WaitsFor::Named(name) => steps::note(|| Event::Awaits(name)),
        // Those who keep the tables of waiters have noted it themselves.
        WaitsFor::Socket(..) | WaitsFor::Time(_) => {}
    }
    let _ = WAITS_FOR.try_with(|note| note.set(Some(what)));
}

/// A poll begins. For executors.
#[inline]
pub fn begin() {
    let _ = WAITS_FOR.try_with(|note| note.set(None));
    let _ = BUDGET_LEFT.try_with(|left| left.set(BUDGET));
}

/// The poll is over: what was noted. For executors.
#[inline]
pub fn end() -> Option<WaitsFor> {
    WAITS_FOR.try_with(Cell::take).ok().flatten()
}

// ANCHOR: budget
/// Lets a task go on, or gives way in its name. A peer that always has more to send would otherwise keep its task, and so
/// the thread, for ever: each single `await` would be ready at once. (tokio calls it *cooperative budget*; asyncio has
/// none.)
#[inline]
pub fn poll_budget(cx: &mut Context<'_>) -> Poll<()> {
    let left = BUDGET_LEFT.try_with(Cell::get).unwrap_or(BUDGET);
    if left > 0 {
        let _ = BUDGET_LEFT.try_with(|budget| budget.set(left - 1));
        return Poll::Ready(());
    }
    // Filled up here too, for whoever polls without an executor of ours.
    let _ = BUDGET_LEFT.try_with(|budget| budget.set(BUDGET));
    cx.waker().wake_by_ref();
    Poll::Pending
}
// ANCHOR_END: budget
