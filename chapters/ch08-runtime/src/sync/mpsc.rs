//! Many values, from many senders, to one receiver, through a queue of limited length.
//!
//! The limit is the point. A sender that is faster than the receiver must be slowed down, or the queue grows until the
//! memory ends: here it *waits* for a place (backpressure).
//!
//! In asyncio this is `Queue(maxsize)`, in tokio `mpsc`.

use std::collections::VecDeque;
use std::fmt;
use std::mem::take;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::semaphore::{self, Semaphore};
use super::{Closed, SendError, TryRecvError, TrySendError, pending_for};
use crate::shim::{Mutex, lock};

/// The two ends of a queue for `capacity` values.
///
/// ```
/// use std::thread;
/// use ch06_waker::block_on;
/// use ch08_runtime::sync::mpsc;
///
/// let (sender, mut receiver) = mpsc::channel(2);
/// let producer = thread::spawn(move || {
///     block_on(async {
///         for number in 1..=5 {
///             sender.send(number).await.unwrap(); // from the third on it waits for a place
///         }
///     })
/// });
/// let mut sum = 0;
/// block_on(async {
///     while let Some(number) = receiver.recv().await {
///         sum += number;
///     }
/// });
/// assert_eq!(sum, 15);
/// # producer.join().unwrap();
/// ```
///
/// # Panics
/// When `capacity` is 0: a sender would wait for a place that never comes.
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "mpsc::channel(0): a queue needs room for one value at least");
    let channel = Arc::new(Channel {
        places: Semaphore::new(capacity),
        queue: Mutex::new(Queue { values: VecDeque::new(), senders: 1, closed: false, receiver: None }),
    });
    (Sender { channel: Arc::clone(&channel) }, Receiver { channel })
}

// ANCHOR: channel
/// What the ends share.
struct Channel<T> {
    /// A permit is a place in the queue: taken before a value is sent, given back when it has been received. So the
    /// senders wait in the semaphore's queue, with its fairness and its care for those who are dropped in it.
    places: Semaphore,
    /// Locked for one step at a time.
    queue: Mutex<Queue<T>>,
}

struct Queue<T> {
    /// Sent and not yet received.
    values: VecDeque<T>,
    /// How many [`Sender`]s there are. At 0 nothing more will come.
    senders: usize,
    /// Set when the receiver wants no more, or is gone; never unset. Nothing is added to `values` from then on.
    closed: bool,
    /// The waker of the `recv` that waits. Taken by whoever has news for it.
    receiver: Option<Waker>,
}
// ANCHOR_END: channel

/// An end that sends. It can be cloned; when the last is dropped, the receiver gets what is left, and then `None`.
pub struct Sender<T> {
    /// Shared with all ends.
    channel: Arc<Channel<T>>,
}

/// The end that receives.
pub struct Receiver<T> {
    /// Shared with all ends.
    channel: Arc<Channel<T>>,
}

// ANCHOR: send
impl<T> Sender<T> {
    /// Waits for a place in the queue, first come, first served, and sends.
    ///
    /// In asyncio `await queue.put(value)`, in tokio `send`.
    ///
    /// Dropped: the value, which was then not sent, and the place in line. Where the value must not be lost,
    /// [`reserve`](Self::reserve) first. The example of [`channel`] runs it.
    ///
    /// # Errors
    /// Gives the value back when the receiver is gone or closed. `Ok` does not mean that it was *received*.
    pub async fn send(&self, value: T) -> Result<(), SendError<T>> {
        match self.reserve().await {
            Ok(permit) => permit.send(value),
            Err(Closed) => Err(SendError(value)),
        }
    }

    /// Waits for a place in the queue, and keeps it: with it, sending does not wait.
    ///
    /// In asyncio there is no such thing, in tokio `reserve`.
    ///
    /// Dropped: the place in line, and no value. A place that was on its way is passed on to the next.
    ///
    /// ```
    /// use ch06_waker::block_on;
    /// use ch08_runtime::sync::mpsc;
    ///
    /// let (sender, mut receiver) = mpsc::channel(1);
    /// block_on(async {
    ///     let permit = sender.reserve().await.unwrap();
    ///     // From here on nothing can cancel us: make the value now, not before.
    ///     permit.send("made late").unwrap();
    ///     assert_eq!(receiver.recv().await, Some("made late"));
    /// });
    /// ```
    ///
    /// # Errors
    /// When the receiver is gone or closed.
    pub async fn reserve(&self) -> Result<Permit<'_, T>, Closed> {
        let place = self.channel.places.acquire().await;
        // A closed channel has places for everybody, see `close`.
        if self.is_closed() { Err(Closed) } else { Ok(Permit { channel: &self.channel, place }) }
    }

    /// Sends, if a place is free. It does not wait, and overtakes nobody who does.
    ///
    /// # Errors
    /// Gives the value back when no place is free, or the receiver is gone or closed.
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        match self.channel.places.try_acquire() {
            Some(place) => Permit { channel: &self.channel, place }
                .send(value)
                .map_err(|SendError(value)| TrySendError::Closed(value)),
            None => Err(TrySendError::Full(value)),
        }
    }

    /// Whether the receiver is gone or closed.
    pub fn is_closed(&self) -> bool {
        lock(&self.channel.queue).closed
    }
}

/// A place in the queue. Dropped without a value, it is free again.
#[must_use = "a place is free again when this is dropped"]
pub struct Permit<'a, T> {
    /// Where the value goes.
    channel: &'a Channel<T>,
    /// Keeps the place; goes back to the others when this is dropped.
    place: semaphore::Permit<'a>,
}

// ANCHOR: permit
impl<T> Permit<'_, T> {
    /// Sends into this place. It does not wait.
    ///
    /// # Errors
    /// Gives the value back when the receiver went away, or closed, since the place was reserved.
    pub fn send(self, value: T) -> Result<(), SendError<T>> {
        let mut queue = lock(&self.channel.queue);
        if queue.closed {
            return Err(SendError(value));
        }
        queue.values.push_back(value);
        let receiver = queue.receiver.take();
        drop(queue);
        self.place.forget(); // the value is in it; `recv` gives it back
        if let Some(receiver) = receiver {
            receiver.wake(); // I5: the lock is free
        }
        Ok(())
    }
}
// ANCHOR_END: permit
// ANCHOR_END: send

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        lock(&self.channel.queue).senders += 1;
        Sender { channel: Arc::clone(&self.channel) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut queue = lock(&self.channel.queue);
        queue.senders -= 1;
        let receiver = if queue.senders == 0 { queue.receiver.take() } else { None };
        drop(queue);
        if let Some(receiver) = receiver {
            receiver.wake();
        }
    }
}

// ANCHOR: receive
impl<T> Receiver<T> {
    /// Waits for the next value. `None`: all that was sent has been received, and nothing more will come.
    ///
    /// In asyncio `await queue.get()` (and `QueueShutDown` for the end), in tokio `recv`.
    ///
    /// Dropped: nothing. A value leaves the queue only in the poll that hands it out. The example of [`channel`] runs
    /// it.
    pub fn recv(&mut self) -> Recv<'_, T> {
        Recv { channel: &self.channel }
    }

    /// The next value, if there is one. It does not wait.
    ///
    /// # Errors
    /// [`TryRecvError::Empty`] when there is none yet, [`TryRecvError::Closed`] when there will never be one.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let mut queue = lock(&self.channel.queue);
        let over = queue.is_over();
        let value = queue.values.pop_front();
        drop(queue);
        match value {
            Some(value) => {
                self.channel.places.add_permits(1);
                Ok(value)
            }
            None if over => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
    }

    /// Nothing more is wanted: whoever sends, or waits to, gets its value back. What was sent before can be received.
    pub fn close(&mut self) {
        lock(&self.channel.queue).closed = true;
        self.channel.open_the_gates();
    }
}

/// What [`Receiver::recv`] gives.
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Recv<'a, T> {
    /// Where the value comes from. The receiver is lent, so there is one of these at a time, with one waker.
    channel: &'a Channel<T>,
}

impl<T> Future for Recv<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        // I5: cloned before the lock; what it displaces is dropped after it.
        let waker = cx.waker().clone();
        let mut queue = lock(&self.channel.queue);
        if let Some(value) = queue.values.pop_front() {
            drop(queue);
            self.channel.places.add_permits(1); // the sender that has waited longest gets the place
            return Poll::Ready(Some(value));
        }
        if queue.is_over() {
            return Poll::Ready(None);
        }
        let displaced = queue.receiver.replace(waker);
        drop(queue);
        drop(displaced);
        pending_for("a value from its channel")
    }
}

impl<T> Drop for Recv<'_, T> {
    fn drop(&mut self) {
        // Nobody waits any more. A waker left behind would be woken for nothing, and keep its task in memory.
        let left = lock(&self.channel.queue).receiver.take();
        drop(left);
    }
}
// ANCHOR_END: receive

impl<T> Queue<T> {
    /// Whether nothing more will be added.
    fn is_over(&self) -> bool {
        self.closed || self.senders == 0
    }
}

impl<T> Channel<T> {
    /// After closing: a place for everybody who waits for one and everybody who will come. Each of them finds, when it
    /// wants to use its place, that the queue is closed.
    fn open_the_gates(&self) {
        self.places.add_permits(usize::MAX / 2);
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut queue = lock(&self.channel.queue);
        queue.closed = true;
        let values = take(&mut queue.values);
        drop(queue);
        self.channel.open_the_gates();
        // Nobody will receive these. I5 holds for values too: one may hold a `Sender` of this very channel.
        drop(values);
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

impl<T> fmt::Debug for Recv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Permit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}
