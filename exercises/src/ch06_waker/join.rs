//! # Both at once, on one task
//!
//! - minutes: 10
//! - idea: one task can wait for several futures: poll each that is not over, and be ready when none is left
//! - page: chapters/ch06-waker/README.md#several-at-once-on-one-task
//!
//! Chapter 6's `join` is an `async fn`. Here it is a machine by hand, like those of the chapters before: a struct that
//! keeps both futures, and the output of the one that is over first. (asyncio: `gather(a, b)`.)

use std::pin::Pin;
use std::task::{Context, Poll};

/// Waits for both; their waits overlap.
pub fn join<A: Future, B: Future>(left: A, right: B) -> Join<A, B> {
    Join { left, right, left_output: None, right_output: None }
}

/// See [`join`].
#[derive(Debug)]
#[must_use = "a future does nothing until it is awaited"]
pub struct Join<A: Future, B: Future> {
    /// Polled until it is ready, and never again: it might panic.
    left: A,
    /// The same.
    right: B,
    /// What `left` was ready with, until `right` is ready too.
    left_output: Option<A::Output>,
    /// The same, the other way round.
    right_output: Option<B::Output>,
}

/// The futures may be moved, and the outputs are only kept.
impl<A: Future + Unpin, B: Future + Unpin> Unpin for Join<A, B> {}

impl<A: Future + Unpin, B: Future + Unpin> Future for Join<A, B> {
    type Output = (A::Output, B::Output);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        // TODO: Let each that is not over go on. Then: are both outputs there?
        todo!("Let each that is not over go on")
    }
}

/// What it is ready with, if it is.
fn output_of<T>(poll: Poll<T>) -> Option<T> {
    match poll {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
