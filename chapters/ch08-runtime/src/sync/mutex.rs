//! One at a time, across an await.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::semaphore::{Permit, Semaphore};
use crate::shim;
use crate::shim::lock;

// ANCHOR: mutex
/// A value that one task at a time may use, also across an await. Who waits is served first come, first served.
///
/// Most programs want the standard library's [`Mutex`](std::sync::Mutex): it is right, and much cheaper, wherever the
/// lock is *not* held across an await: lock, change, unlock. Held across an await, though, it blocks the whole thread
/// of whoever comes next, and perhaps the very task that would release it. (Its guard is not `Send`, so a runtime of
/// many threads refuses that at compile time; one of a single thread does not.) Then, and only then, take this one.
///
/// A panic of the task that holds the lock releases it, and the value stays as it was left: there is no poisoning,
/// as in asyncio and tokio.
pub struct Mutex<T> {
    /// Whose turn it is: one permit.
    turn: Semaphore,
    /// The value, while nobody has the permit. Who has it takes the value out, and puts it back: so no `unsafe` is
    /// needed to hand out `&mut`. The box makes that the move of a pointer. (A real one lends the value where it lies.)
    place: shim::Mutex<Option<Box<T>>>,
}

/// The value of a [`Mutex`], for as long as this lives.
#[must_use = "the lock is released when this is dropped: `let _ =` drops at once"]
pub struct Guard<'a, T> {
    /// Where the value goes back to.
    mutex: &'a Mutex<T>,
    /// The value. `None` only in the end, when it has been put back.
    value: Option<Box<T>>,
    /// Given back after the value: fields are dropped after `drop` has run.
    _turn: Permit<'a>,
}

impl<T> Mutex<T> {
    /// A value that nobody uses yet.
    pub fn new(value: T) -> Mutex<T> {
        Mutex { turn: Semaphore::new(1), place: shim::Mutex::new(Some(Box::new(value))) }
    }

    /// Waits until it is this task's turn.
    ///
    /// In asyncio `async with lock`, in tokio `lock`.
    ///
    /// Dropped: the place in the queue. A turn that was on its way is passed on to the next.
    ///
    /// ```
    /// use ch06_waker::{block_on, join, yield_now};
    /// use ch08_runtime::sync::Mutex;
    ///
    /// let count = Mutex::new(0);
    /// let add = async || {
    ///     let mut count = count.lock().await;
    ///     let read = *count;
    ///     yield_now().await; // whoever runs now, waits for the lock
    ///     *count = read + 1;
    /// };
    /// block_on(join(add(), add()));
    /// assert_eq!(count.into_inner(), 2);
    /// ```
    pub async fn lock(&self) -> Guard<'_, T> {
        self.enter(self.turn.acquire().await)
    }

    /// The value, if nobody has it and nobody waits for it. It does not wait.
    pub fn try_lock(&self) -> Option<Guard<'_, T>> {
        self.turn.try_acquire().map(|turn| self.enter(turn))
    }

    /// The value, with its mutex gone.
    pub fn into_inner(self) -> T {
        let value = lock(&self.place).take();
        match value {
            Some(value) => *value,
            // All guards are gone, or this could not be called; but one that was forgotten did not put it back.
            None => panic!("a guard was leaked (std::mem::forget), and the mutex's value with it"),
        }
    }

    fn enter<'a>(&'a self, turn: Permit<'a>) -> Guard<'a, T> {
        Guard { mutex: self, value: lock(&self.place).take(), _turn: turn }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        *lock(&self.mutex.place) = self.value.take();
    }
}
// ANCHOR_END: mutex

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        match &self.value {
            Some(value) => value,
            None => unreachable!("who has the turn has the value"),
        }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        match &mut self.value {
            Some(value) => value,
            None => unreachable!("who has the turn has the value"),
        }
    }
}

impl<T> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutex").field("locked", &(self.turn.available() == 0)).finish_non_exhaustive()
    }
}

impl<T: fmt::Debug> fmt::Debug for Guard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
