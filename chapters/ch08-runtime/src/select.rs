//! Whichever of two futures is ready first.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// One of two: what [`select`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Either<A, B> {
    /// The first was ready, and this is its output.
    Left(A),
    /// The second was ready, and this is its output.
    Right(B),
}

/// Waits for whichever of two futures is ready first, and says which it was.
///
/// The first is asked first, so it wins when both are ready: that is an order, and not fair. The second is then not
/// even polled.
///
/// In asyncio `wait({a, b}, return_when=FIRST_COMPLETED)`, in tokio `select!` (which asks in random order, unless told
/// `biased;`).
///
/// Dropped: both futures, with all that they held; and when it is ready, so is the loser, *before* the winner's output
/// is handed out. What a dropped future had half done is lost. A loser that shall go on is *lent*, not given: pin it,
/// and pass `&mut` (`as_mut` where the type asks for it). Then only the loan ends.
///
/// ```
/// use std::pin::pin;
/// use ch06_waker::{block_on, yield_now};
/// use ch08_runtime::select::{Either, select};
///
/// let quick = async { "quick" };
/// // Half done when it loses the first time …
/// let mut slow = pin!(async {
///     yield_now().await;
///     "slow"
/// });
/// block_on(async {
///     assert_eq!(select(slow.as_mut(), quick).await, Either::Right("quick"));
///     // … and it goes on from there.
///     assert_eq!(slow.await, "slow");
/// });
/// ```
// ANCHOR: select
pub async fn select<A: Future, B: Future>(a: A, b: B) -> Either<A::Output, B::Output> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(move |cx| {
        if let Poll::Ready(output) = a.as_mut().poll(cx) {
            return Poll::Ready(Either::Left(output));
        }
        // Both got the same waker: whichever is woken, both are asked again.
        b.as_mut().poll(cx).map(Either::Right)
    })
    .await
}
// ANCHOR_END: select
