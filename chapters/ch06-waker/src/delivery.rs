//! A leaf future: one that waits for something itself, here for a parcel that another thread brings.
//!
//! An `async fn` only passes on the waits of what it awaits. At the bottom of every chain of awaits stands a future that
//! was written by hand, because somebody must keep the waker, and give it to whoever knows when to wake.

use std::fmt;
use std::io;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

/// A parcel, in so much time: another thread sleeps, then delivers it.
///
/// A thread for each wait is what chapters 4 and 5 did away with, and chapter 7 does so here. But it makes one thing
/// plain: a future does not care who wakes it.
///
/// ```
/// use std::time::Duration;
/// use ch06_waker::{block_on, deliver_after, join};
///
/// let first = deliver_after(Duration::from_millis(20), "bread")?;
/// let second = deliver_after(Duration::from_millis(10), "butter")?;
/// assert_eq!(block_on(join(first, second)), ("bread", "butter"));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The system has no thread to give.
pub fn deliver_after<T: Send + 'static>(delay: Duration, parcel: T) -> io::Result<Delivery<T>> {
    let (courier, delivery) = delivery();
    lab::thread::spawn("courier", move || {
        thread::sleep(delay);
        courier.deliver(parcel);
    })?;
    Ok(delivery)
}

/// A parcel that somebody will bring, and the one who brings it. (asyncio: a bare `Future` and its `set_result`; tokio:
/// `oneshot::channel`.)
///
/// ```
/// use ch06_waker::{block_on, delivery};
///
/// let (courier, parcel) = delivery();
/// let friend = std::thread::spawn(move || courier.deliver("bread"));
/// assert_eq!(block_on(parcel), "bread");
/// # friend.join().unwrap();
/// ```
pub fn delivery<T>() -> (Courier<T>, Delivery<T>) {
    let door = Arc::new(Mutex::new(Door::Waiting(None)));
    (Courier { door: Arc::clone(&door) }, Delivery { door })
}

// ANCHOR: door
/// Where the two sides meet. It leaves `Waiting` once; from `Closed` there is no way back.
enum Door<T> {
    /// From the start. Nothing has come yet; if the future was polled, its newest waker hangs here.
    Waiting(Option<Waker>),
    /// Set by the courier, left when the future takes the parcel.
    Parcel(T),
    /// Set when the parcel was taken, or when one side is gone: nobody waits here any more.
    Closed,
}
// ANCHOR_END: door

/// The future: ready when the parcel is there.
///
/// In asyncio `await future`, in tokio `receiver.await`.
///
/// Dropped: the parcel, if it has come and was not taken; one that comes later is dropped at the door.
#[must_use = "a future does nothing until it is awaited"]
pub struct Delivery<T> {
    /// Locked for one step at a time, never while somebody else's code runs (invariant I5).
    door: Arc<Mutex<Door<T>>>,
}

/// Who brings the parcel, from whichever thread.
///
/// Dropped without a parcel, it leaves the future waiting for ever: a real one would tell it, as `oneshot` of chapter 8
/// does.
pub struct Courier<T> {
    /// As above.
    door: Arc<Mutex<Door<T>>>,
}

// ANCHOR: poll
impl<T> Future for Delivery<T> {
    type Output = T;

    /// # Panics
    /// When it is polled again after the parcel was taken, as most futures do.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // Each poll may come with another waker: the future may have moved to another task. So the newest one, always.
        // (A real one looks first whether the old one does, with `will_wake`, and is spared the clone.)
        let newest = cx.waker().clone();
        let mut door = lock(&self.door);
        // To look and to leave the waker is *one* locked step. A parcel that came in between would wake nobody.
        let found = match &*door {
            Door::Waiting(_) => mem::replace(&mut *door, Door::Waiting(Some(newest))),
            Door::Parcel(_) | Door::Closed => mem::replace(&mut *door, Door::Closed),
        };
        drop(door);
        match found {
            Door::Waiting(_stale) => Poll::Pending, // dropped here, with the lock given back (invariant I5)
            Door::Parcel(parcel) => Poll::Ready(parcel),
            Door::Closed => panic!("a delivery is polled after its parcel was taken"),
        }
    }
}

impl<T> Courier<T> {
    /// Puts the parcel down, then wakes whoever waits for it.
    pub fn deliver(self, parcel: T) {
        let mut door = lock(&self.door);
        // The one who waited is gone, and does not want it.
        let Door::Waiting(waker) = &mut *door else { return };
        let waker = waker.take();
        *door = Door::Parcel(parcel);
        drop(door);
        // Woken after the lock is given back (invariant I5): a waker may poll the future at once, on this very thread.
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
// ANCHOR_END: poll

/// Invariant I6: whoever goes away takes the waker along, which would else keep alive what it points to.
impl<T> Drop for Delivery<T> {
    fn drop(&mut self) {
        let found = mem::replace(&mut *lock(&self.door), Door::Closed);
        drop(found); // the parcel or the waker; the lock is given back (invariant I5)
    }
}

impl<T> Drop for Courier<T> {
    fn drop(&mut self) {
        let mut door = lock(&self.door);
        let waker = match &mut *door {
            Door::Waiting(waker) => waker.take(),
            Door::Parcel(_) | Door::Closed => None,
        };
        drop(door);
        drop(waker); // as above
    }
}

/// Nothing panics while it holds this lock: what is moved there and back is somebody else's, but no code of theirs runs.
fn lock<T>(door: &Mutex<Door<T>>) -> MutexGuard<'_, Door<T>> {
    door.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> fmt::Debug for Delivery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Courier<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").finish_non_exhaustive()
    }
}
