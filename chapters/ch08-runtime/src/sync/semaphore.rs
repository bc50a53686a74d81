//! At most so many at a time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::pending_for;
use super::waiters::{Left, Ticket, Waiters};
use crate::shim::{Mutex, lock};

/// A number of permits: whoever has one goes on, the others wait, first come, first served.
///
/// A permit is given back by dropping it. So whatever ends a task, also a panic or a cancel, ends its permits.
///
/// ```
/// use ch06_waker::block_on;
/// use ch08_runtime::sync::Semaphore;
///
/// let at_most_two = Semaphore::new(2);
/// block_on(async {
///     let first = at_most_two.acquire().await;
///     let _second = at_most_two.acquire().await;
///     assert!(at_most_two.try_acquire().is_none());
///     drop(first);
///     assert!(at_most_two.try_acquire().is_some());
/// });
/// ```
#[derive(Debug)]
pub struct Semaphore {
    /// Locked for one step at a time.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Permits that nobody has. More than 0 only while nobody waits: so a newcomer who finds one overtakes nobody.
    free: usize,
    /// Who waits for one. Who was called has a permit already, it was never free in between.
    waiters: Waiters,
}

impl Semaphore {
    /// A semaphore with so many permits. With 0 all wait, until [`add_permits`](Self::add_permits).
    pub fn new(permits: usize) -> Semaphore {
        Semaphore { state: Mutex::new(State { free: permits, waiters: Waiters::default() }) }
    }

    /// Waits for a permit.
    ///
    /// In asyncio `async with semaphore`, in tokio `acquire`.
    ///
    /// Dropped: the place in the queue. No permit is lost: one that was on its way is passed on to the next.
    ///
    /// The example of [`Semaphore`] runs it.
    pub fn acquire(&self) -> Acquire<'_> {
        Acquire { semaphore: self, ticket: None }
    }

    /// Waits for a permit that may go elsewhere, as into a task that is spawned.
    ///
    /// In asyncio there is no such need; in tokio `acquire_owned`.
    ///
    /// Dropped: as [`acquire`](Self::acquire).
    ///
    /// ```
    /// use std::{sync::Arc, thread};
    /// use ch06_waker::block_on;
    /// use ch08_runtime::sync::Semaphore;
    ///
    /// let semaphore = Arc::new(Semaphore::new(1));
    /// let permit = block_on(Arc::clone(&semaphore).acquire_owned());
    /// let elsewhere = thread::spawn(move || drop(permit));
    /// block_on(semaphore.acquire()); // waits for the other thread
    /// # elsewhere.join().unwrap();
    /// ```
    pub async fn acquire_owned(self: Arc<Self>) -> OwnedPermit {
        self.acquire().await.forget(); // the owned one stands in its place
        OwnedPermit { semaphore: self }
    }

    /// A permit, if one is free. It does not wait, and overtakes nobody who does.
    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        lock(&self.state).take_free().then(|| Permit { semaphore: self })
    }

    /// How many permits are free.
    pub fn available(&self) -> usize {
        lock(&self.state).free
    }

    // ANCHOR: release
    /// More permits, from now on.
    pub fn add_permits(&self, permits: usize) {
        let mut state = lock(&self.state);
        let mut called = Vec::new();
        for given in 0..permits {
            match state.waiters.call_first() {
                // Handed over in person. Put among the free ones, a newcomer could snatch it before the one who was
                // woken is polled: again and again, if luck will have it.
                Some(waker) => called.push(waker),
                None => {
                    state.free = state.free.saturating_add(permits - given);
                    break;
                }
            }
        }
        drop(state);
        // I5: woken when the lock is free.
        for waker in called {
            waker.wake();
        }
    }
    // ANCHOR_END: release
}

impl State {
    /// Takes a permit if one is free.
    fn take_free(&mut self) -> bool {
        let free = self.free > 0;
        self.free -= usize::from(free);
        free
    }
}

/// What [`Semaphore::acquire`] gives.
#[derive(Debug)]
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Acquire<'a> {
    /// Whose permit.
    semaphore: &'a Semaphore,
    /// The place in the queue: from the poll that found no permit, until the one that brings it.
    ticket: Option<Ticket>,
}

// ANCHOR: acquire
impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        let semaphore = self.semaphore;
        // I5: cloned before the lock. What it displaces comes back in its place, and is dropped after the lock.
        let mut waker = cx.waker().clone();
        let mut state = lock(&semaphore.state);
        let mine = match self.ticket {
            None => state.take_free(),
            Some(ticket) => state.waiters.come(ticket, &mut waker),
        };
        if mine {
            self.ticket = None;
        } else if self.ticket.is_none() {
            self.ticket = Some(state.waiters.join(waker));
        }
        drop(state);
        if mine { Poll::Ready(Permit { semaphore }) } else { pending_for("a permit") }
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let left = lock(&self.semaphore.state).waiters.leave(ticket);
        match left {
            Left::Waiting(waker) => drop(waker), // I5: here, and not under the lock
            // Woken, and dropped before its poll: the permit goes to the next, or would be lost for ever.
            Left::Called => self.semaphore.add_permits(1),
            Left::Away => {}
        }
    }
}
// ANCHOR_END: acquire

/// The right to be one of so many. Dropping it gives it back.
#[derive(Debug)]
#[must_use = "a permit is given back when it is dropped: `let _ =` drops at once, `let _permit =` does not"]
pub struct Permit<'a> {
    /// Where it goes back to.
    semaphore: &'a Semaphore,
}

impl Permit<'_> {
    /// Never gives it back: the semaphore has one permit less, until [`add_permits`](Semaphore::add_permits).
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.add_permits(1);
    }
}

/// A [`Permit`] that borrows nothing. Dropping it gives it back.
#[derive(Debug)]
#[must_use = "a permit is given back when it is dropped: `let _ =` drops at once, `let _permit =` does not"]
pub struct OwnedPermit {
    /// Where it goes back to.
    semaphore: Arc<Semaphore>,
}

impl Drop for OwnedPermit {
    fn drop(&mut self) {
        self.semaphore.add_permits(1);
    }
}
