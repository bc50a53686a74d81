//! Two futures at once, on one task.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Waits for both: their waits overlap, though they are one task. (asyncio: `gather(a, b)`; tokio: `join!`.)
///
/// Both get the same waker, so whichever is woken, the other is asked too, in vain. For two that is cheap; for many see
/// [`join_all`](crate::join_all()).
///
/// Dropped: both are dropped, and what either had ready by then.
///
/// ```
/// use ch06_waker::{block_on, join};
///
/// let both = block_on(join(async { 1 }, async { "two" }));
/// assert_eq!(both, (1, "two"));
/// ```
// ANCHOR: join
pub async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut left, mut right) = (None, None);
    poll_fn(move |cx| {
        // A future that is over is never polled again: it might panic.
        if left.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(cx)
        {
            left = Some(output);
        }
        if right.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(cx)
        {
            right = Some(output);
        }
        match (left.take(), right.take()) {
            (Some(left), Some(right)) => Poll::Ready((left, right)),
            unfinished => {
                (left, right) = unfinished;
                Poll::Pending
            }
        }
    })
    .await
}
// ANCHOR_END: join
