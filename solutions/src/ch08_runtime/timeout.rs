//! # So long at most
//!
//! - minutes: 10
//! - idea: a limit in time is a future beside a sleep; when the time is over, the future is dropped where it stands
//! - page: chapters/ch08-runtime/README.md#the-first-of-two
//!
//! Wait for a future, but only so long. [`sleep`] sets a timer that wakes the task; dropped, it unsets it. What is promised:
//!
//! - The time counts from the first poll.
//! - The future is asked before the clock: who is done in time must not lose to a late look at the clock.
//! - When the time is over, the future is dropped at once, before the answer is handed out.
//! - Whichever way it ends, no timer is left behind.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ch08_runtime::sleep;

/// The time was over first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed;

/// Waits for the future, but so long at most.
///
/// # Errors
/// The time was over first.
pub async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, Elapsed> {
    // TODO: Wait for the future and for a sleep at the same time, and say which came first.
    // <solution>
    let (mut future, mut time) = (pin!(future), pin!(sleep(limit)));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => time.as_mut().poll(cx).map(|()| Err(Elapsed)),
    })
    .await
    // </solution>
}
