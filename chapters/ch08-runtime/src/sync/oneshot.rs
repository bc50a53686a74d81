//! One value, from one task to another, once.
//!
//! In asyncio this is `asyncio.Future`, with `set_result` on one side and `await` on the other: *not* Rust's `Future`.
//! In tokio `oneshot`.

use std::fmt;
use std::mem::replace;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::{Closed, TryRecvError, pending_for};
use crate::shim::{Mutex, lock};

/// The two ends of a channel for one value.
///
/// ```
/// use ch06_waker::block_on;
/// use ch08_runtime::sync::oneshot;
///
/// let (sender, receiver) = oneshot::channel();
/// let worker = std::thread::spawn(move || sender.send(6 * 7));
/// assert_eq!(block_on(receiver), Ok(42));
/// # assert_eq!(worker.join().unwrap(), Ok(()));
/// ```
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let state = Arc::new(Mutex::new(State::Waiting(None)));
    (Sender { state: Arc::clone(&state) }, Receiver { state })
}

// ANCHOR: state
/// Where the value is. It leaves `Waiting` once, and `Sent` once; from `Closed` there is no way back. All steps are
/// taken under the lock, so of a `send` and a `close` at the same time exactly one finds `Waiting`: that one wins.
enum State<T> {
    /// From the start. The value is not there, both ends are. Holds the waker of the receiver's last poll.
    Waiting(Option<Waker>),
    /// Set by `send`; left when the receiver takes the value, or is dropped, and the value with it.
    Sent(T),
    /// Set when an end went away, or the value was taken. Nothing more will come.
    Closed,
}
// ANCHOR_END: state

/// The end that sends. Dropped without sending, the receiver gets [`Closed`].
pub struct Sender<T> {
    /// Shared with the receiver. Locked for one step at a time.
    state: Arc<Mutex<State<T>>>,
}

/// The end that receives: a future, of the value or [`Closed`].
///
/// In asyncio `await future`, in tokio the same.
///
/// Dropped: a value that was sent and not yet taken is dropped too; a later `send` gets its value back.
#[must_use = "a value that is sent to a dropped receiver comes back to its sender"]
pub struct Receiver<T> {
    /// Shared with the sender. Locked for one step at a time.
    state: Arc<Mutex<State<T>>>,
}

// ANCHOR: send
impl<T> Sender<T> {
    /// Sends the value. It does not wait.
    ///
    /// # Errors
    /// Gives the value back when the receiver is gone, or closed. `Ok` does not mean that it was *received*: the
    /// receiver may still be dropped before it looks.
    pub fn send(self, value: T) -> Result<(), T> {
        let mut state = lock(&self.state);
        let State::Waiting(waker) = &mut *state else { return Err(value) };
        let waker = waker.take();
        *state = State::Sent(value);
        drop(state);
        // I5: woken when the lock is free. A waker may poll the receiver at once, on this very thread.
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }

    /// Whether nobody would receive the value any more. A long work may ask now and then, and stop.
    pub fn is_closed(&self) -> bool {
        matches!(*lock(&self.state), State::Closed)
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        // After a `send` it is not `Waiting`, and the value stays where it is.
        let State::Waiting(waker) = &mut *state else { return };
        let waker = waker.take();
        *state = State::Closed;
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
// ANCHOR_END: send

// ANCHOR: receive
impl<T> Future for Receiver<T> {
    type Output = Result<T, Closed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // I5: cloned before the lock; and what the clone displaces is dropped after it.
        let waker = cx.waker().clone();
        let mut state = lock(&self.state);
        // Look, and leave the waker, in *one* locked step: a value sent between the two would wake nobody.
        let found = match &*state {
            State::Waiting(_) => replace(&mut *state, State::Waiting(Some(waker))),
            State::Sent(_) | State::Closed => replace(&mut *state, State::Closed),
        };
        drop(state);
        match found {
            State::Waiting(_displaced) => pending_for("a value from its oneshot"),
            State::Sent(value) => Poll::Ready(Ok(value)),
            State::Closed => Poll::Ready(Err(Closed)),
        }
    }
}
// ANCHOR_END: receive

impl<T> Receiver<T> {
    /// The value, if it is there. It does not wait.
    ///
    /// # Errors
    /// [`TryRecvError::Empty`] when it was not sent yet, [`TryRecvError::Closed`] when it never will be, or was taken.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let mut state = lock(&self.state);
        if matches!(*state, State::Waiting(_)) {
            return Err(TryRecvError::Empty);
        }
        let found = replace(&mut *state, State::Closed);
        drop(state);
        match found {
            State::Sent(value) => Ok(value),
            State::Waiting(_) | State::Closed => Err(TryRecvError::Closed),
        }
    }

    /// Nothing more is wanted: a `send` from now on fails. A value that was sent before can still be taken.
    pub fn close(&mut self) {
        let mut state = lock(&self.state);
        if matches!(*state, State::Waiting(_)) {
            let waiting = replace(&mut *state, State::Closed);
            drop(state);
            drop(waiting); // I5: a waker may be in it
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let left = replace(&mut *lock(&self.state), State::Closed);
        // I5, and the same holds for a value: its drop is foreign code too.
        drop(left);
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
