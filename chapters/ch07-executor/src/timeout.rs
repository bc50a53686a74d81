//! A limit on how long a future may take.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::driver::Timer;
use crate::sleep::sleep_on;

// ANCHOR: timeout
/// Waits for the future, but so long at most. (asyncio: `wait_for`; tokio: `timeout`.)
///
/// When the time is over the future is dropped, at the await where it stands. What that loses, the future's own docs say.
///
/// Dropped: the future is.
///
/// # Errors
/// The time was over first.
pub async fn timeout_on<T: Timer, F: Future>(
    timer: &T,
    limit: Duration,
    future: F,
) -> Result<F::Output, Elapsed> {
    let (mut future, mut time) = (pin!(future), pin!(sleep_on(timer, limit)));
    poll_fn(|cx| {
        // The future first: who is done in time must not lose to a late look at the clock.
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        time.as_mut().poll(cx).map(|()| Err(Elapsed(limit)))
    })
    .await
}
// ANCHOR_END: timeout

/// The time was over; holds the limit that was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed(pub Duration);

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not done within {:?}", self.0)
    }
}

impl std::error::Error for Elapsed {}
