//! A future, run on this thread, which sleeps while the future waits.

use std::pin::pin;
use std::task::{Context, Poll};

use lab::timeline::{self, State};

use crate::parker::Parker;

/// Runs a future to its end on this thread. While the future waits, the thread sleeps. (asyncio:
/// `run_until_complete`, but here nothing else runs beside it; tokio: `Runtime::block_on`.)
///
/// Inside another `block_on` it works too, each has a parker of its own; but the outer one is blocked meanwhile, as by
/// any other call that blocks.
///
/// ```
/// let answer = ch06_waker::block_on(async { 6 * 7 });
/// assert_eq!(answer, 42);
/// ```
///
/// # Panics
/// When the future does.
// ANCHOR: block_on
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let parker = Parker::new();
    let waker = parker.waker();
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => {
                timeline::rest(State::Asleep);
                parker.park(None);
                timeline::rest(State::Running);
            }
        }
    }
}
// ANCHOR_END: block_on
