//! What the compiler makes of an `async fn`, beside the same by hand.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Two awaits, one after the other.
///
/// Dropped: what it waits for is dropped, and the first number, if it was there.
///
/// ```
/// use ch06_waker::{block_on, state_machine};
///
/// assert_eq!(block_on(state_machine::by_compiler(async { 20 }, async { 22 })), 42);
/// ```
// ANCHOR: by_compiler
pub async fn by_compiler(first: impl Future<Output = u32>, second: impl Future<Output = u32>) -> u32 {
    let a = first.await;
    let b = second.await;
    a + b
}
// ANCHOR_END: by_compiler

/// The same by hand. One state for each place where it may stand still; in each, what is needed from there on.
///
/// Dropped: as above.
///
/// ```
/// use std::future::ready;
/// use ch06_waker::{block_on, state_machine};
///
/// assert_eq!(block_on(state_machine::by_hand(ready(20), ready(22))), 42);
/// ```
// ANCHOR: states
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub enum ByHand<A, B> {
    /// Made, and never polled: the arguments wait.
    Unresumed(A, B),
    /// Stands at `first.await`.
    First(A, B),
    /// Stands at `second.await`. The first number must be kept; the first future is gone.
    Second(u32, B),
    /// Over. There is nothing left in it.
    Returned,
}
// ANCHOR_END: states

/// See [`ByHand`].
pub fn by_hand<A, B>(first: A, second: B) -> ByHand<A, B> {
    ByHand::Unresumed(first, second)
}

// ANCHOR: by_hand
impl<A, B> Future for ByHand<A, B>
where
    // That they may be moved. The compiler's machine can do without: it never moves them. See `borrow`.
    A: Future<Output = u32> + Unpin,
    B: Future<Output = u32> + Unpin,
{
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        loop {
            *self = match mem::replace(&mut *self, ByHand::Returned) {
                ByHand::Unresumed(first, second) => ByHand::First(first, second),
                ByHand::First(mut first, second) => match Pin::new(&mut first).poll(cx) {
                    Poll::Ready(a) => ByHand::Second(a, second),
                    Poll::Pending => {
                        *self = ByHand::First(first, second);
                        return Poll::Pending;
                    }
                },
                ByHand::Second(a, mut second) => match Pin::new(&mut second).poll(cx) {
                    Poll::Ready(b) => return Poll::Ready(a + b),
                    Poll::Pending => {
                        *self = ByHand::Second(a, second);
                        return Poll::Pending;
                    }
                },
                ByHand::Returned => panic!("`async fn` resumed after completion"),
            }
        }
    }
}
// ANCHOR_END: by_hand
