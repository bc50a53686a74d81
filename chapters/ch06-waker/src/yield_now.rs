//! Giving way.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Gives way once: everyone who is ready has a turn before we go on. (asyncio: `await asyncio.sleep(0)`; tokio:
/// `task::yield_now`.)
///
/// Dropped: nothing is lost.
///
/// ```
/// ch06_waker::block_on(async {
///     for _ in 0..3 {
///         ch06_waker::yield_now().await;
///     }
/// });
/// ```
// ANCHOR: yield_now
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
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        // Pending means "somebody will wake me". Nobody else will: so we do it now, and go to the end of the queue.
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
// ANCHOR_END: yield_now
