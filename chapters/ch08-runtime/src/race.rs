//! The output of whichever of two futures is ready first.

use crate::select::{Either, select};

/// Waits for whichever of two futures is ready first, and gives its output; the other is dropped.
///
/// Nothing is promised about fairness: the first is asked first, and wins when both are ready.
///
/// In asyncio there is no such function: `wait(…, return_when=FIRST_COMPLETED)`, and then `cancel` the rest. In tokio
/// `select!` with the same value from both arms.
///
/// Dropped: both futures, with all that they held. The loser of a race is dropped too, *before* the output is handed
/// out, so what it had half done is lost; to keep it, see [`select`].
///
/// ```
/// use std::future::{pending, ready};
/// use ch06_waker::block_on;
/// use ch08_runtime::race::race;
///
/// assert_eq!(block_on(race(pending(), ready("here"))), "here");
/// assert_eq!(block_on(race(ready("first"), ready("second"))), "first");
/// ```
// ANCHOR: race
pub async fn race<T>(a: impl Future<Output = T>, b: impl Future<Output = T>) -> T {
    match select(a, b).await {
        Either::Left(output) | Either::Right(output) => output,
    }
}
// ANCHOR_END: race
