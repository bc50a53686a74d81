//! # What the compiler makes of it
//!
//! - minutes: 15
//! - idea: each `await` is a state that keeps what is needed from there on; a poll goes on as far as it can
//! - page: chapters/ch06-waker/README.md#what-async-fn-becomes
//!
//! [`buy`] is an `async fn`. Write the same by hand, as a machine: [`Buy`]. At every poll the two must do the same: poll
//! the same futures, drop the same, say the same. (Where it lets go of both futures at once, as when the price is above the
//! limit, which of them goes first is free.)
//!
//! [`std::mem::replace`] takes a state out and leaves another in its place, so that you own what you work with. To poll
//! a future `f` that you own: `Pin::new(&mut f).poll(cx)`.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for the price, pays unless it is above the limit, and gives back the change.
pub async fn buy(
    price: impl Future<Output = u32>,
    limit: u32,
    pay: impl Future<Output = u32>,
) -> Option<u32> {
    let price = price.await;
    if price > limit {
        return None;
    }
    let paid = pay.await;
    Some(paid - price)
}

/// The same by hand: as [`buy`] does, this only keeps the arguments.
pub fn by_hand<A, B>(price: A, limit: u32, pay: B) -> Buy<A, B> {
    Buy::Price { price, limit, pay }
}

/// The places where it may stand still, and what it needs from there on.
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub enum Buy<A, B> {
    /// Never polled yet, or at `price.await`: both keep the same.
    Price {
        /// The price will come from here.
        price: A,
        /// The most that may be paid.
        limit: u32,
        /// Not polled before the price is known.
        pay: B,
    },
    // TODO: Add the other states. What does each still need?
    // <starter>
    // <solution states>
    /// At `pay.await`. The future that brought the price is gone, and so is the limit.
    Pay {
        /// What it costs.
        price: u32,
        /// What was paid will come from here.
        pay: B,
    },
    /// Over. There is nothing left in it.
    Returned,
    // </solution>
}

impl<A, B> Future for Buy<A, B>
where
    // That they may be moved. The compiler's machine can do without: it never moves them.
    A: Future<Output = u32> + Unpin,
    B: Future<Output = u32> + Unpin,
{
    type Output = Option<u32>;

    /// # Panics
    /// When it is polled after its end, as the compiler's machine does.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        // TODO: Go on from where it stands, as far as it can. At a wait, remember where.
        // <solution poll>
        loop {
            // Taken out, so that each arm owns what it works with. What an arm does not put back is dropped there.
            *self = match mem::replace(&mut *self, Buy::Returned) {
                Buy::Price { price: mut asked, limit, pay } => match Pin::new(&mut asked).poll(cx) {
                    Poll::Ready(price) if price > limit => return Poll::Ready(None),
                    Poll::Ready(price) => Buy::Pay { price, pay },
                    Poll::Pending => {
                        *self = Buy::Price { price: asked, limit, pay };
                        return Poll::Pending;
                    }
                },
                Buy::Pay { price, mut pay } => match Pin::new(&mut pay).poll(cx) {
                    Poll::Ready(paid) => return Poll::Ready(Some(paid - price)),
                    Poll::Pending => {
                        *self = Buy::Pay { price, pay };
                        return Poll::Pending;
                    }
                },
                Buy::Returned => panic!("`Buy` is polled after its end"),
            }
        }
        // </solution>
    }
}
