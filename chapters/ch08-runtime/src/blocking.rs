//! What blocks, on threads; and awaited like anything else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::thread;

use ch02_threads::thread_pool::panic_message;
use ch07_executor::{JoinError, WaitsFor, waits_for};

use crate::runtime::Handle;
use crate::sync::oneshot;

/// Runs a function that blocks, or computes for long, on a thread of the pool: chapter 2's. The tasks of this thread go on
/// meanwhile. (asyncio: `to_thread`, `run_in_executor`; tokio: `spawn_blocking`.)
///
/// Dropped: the function goes on to its end, as a thread cannot be stopped from outside; what it returns is thrown away.
///
/// ```
/// let sum: u64 = ch08_runtime::block_on(async {
///     ch08_runtime::spawn_blocking(|| (1..=10).sum()).await.unwrap()
/// });
/// assert_eq!(sum, 55);
/// ```
///
/// # Panics
/// When this thread is in no runtime.
// ANCHOR: spawn_blocking
#[track_caller]
pub fn spawn_blocking<T, F>(work: F) -> Blocking<T>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (give, result) = oneshot::channel();
    Handle::current().pool().execute(move || {
        // Nobody may be waiting any more: then it is thrown away.
        let _ = give.send(catch_unwind(AssertUnwindSafe(work)));
    });
    Blocking(result)
}

/// What a thread of the pool will have returned; see [`spawn_blocking`].
#[derive(Debug)]
#[must_use = "without awaiting it nobody learns how the work ended, not even that it panicked"]
pub struct Blocking<T>(oneshot::Receiver<thread::Result<T>>);

impl<T> Future for Blocking<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Poll::Ready(ended) = pin!(&mut self.0).poll(cx) else {
            waits_for(WaitsFor::Named("a thread of the pool"));
            return Poll::Pending;
        };
        Poll::Ready(match ended {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(panic)) => Err(JoinError::Panicked(panic_message(&*panic).to_owned())),
            // The pool is gone before it came to it.
            Err(_) => Err(JoinError::Cancelled),
        })
    }
}
// ANCHOR_END: spawn_blocking
