//! # Give way once
//!
//! - minutes: 5
//! - idea: `Pending` promises that somebody will wake this waker; if nobody else will, do it before you say so
//! - page: chapters/ch06-waker/README.md#from-a-coroutine-to-a-future-in-three-steps
//!
//! A future that lets everybody else have a turn: pending at its first poll, ready at its second. It waits for nothing, so
//! nobody else knows that it should go on. (asyncio: `await asyncio.sleep(0)`.)
//!
//! The page has it, further down; try first without looking.
//!
//! For now, read `Pin<&mut Self>` as `&mut Self`. The waker is in the context: `cx.waker()`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Gives way once.
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// See [`yield_now`].
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct YieldNow {
    /// Whether it has given way.
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // TODO: Give way at the first poll, and go on at the second. Who will see to it that there is a second one?
        todo!("Give way at the first poll, and go on at the second")
    }
}
