//! # The first of two
//!
//! - minutes: 10
//! - idea: one waker for two futures: whichever wakes it, both are asked; and the loser is dropped
//! - page: chapters/ch08-runtime/README.md#the-first-of-two
//!
//! Wait for two futures at once, and give back the output of whichever is ready first. What is promised:
//!
//! - `a` is asked first, and wins when both are ready. Once it is ready, `b` is not asked any more: whatever `b` did in that
//!   poll would be lost.
//! - The loser is dropped before the output is handed out.
//! - While both wait, nobody is polled: a future asks to be polled by its waker.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// The output of whichever is ready first; the other is dropped.
pub async fn race<T>(a: impl Future<Output = T>, b: impl Future<Output = T>) -> T {
    // TODO: Poll both with the same waker, the first one first. `poll_fn` makes a future of a closure that is its poll.
    // <solution>
    let (mut a, mut b) = (pin!(a), pin!(b));
    // Both get the task's waker. Whichever wakes it, both are asked again.
    poll_fn(|cx| match a.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => b.as_mut().poll(cx),
    })
    .await
    // Here both are dropped: one has given its output, the other is cancelled.
    // </solution>
}
