//! # A channel that slows its senders
//!
//! - minutes: 25
//! - idea: who sends to a full queue waits; so every place that comes free, and every end that goes away, wakes somebody
//! - page: chapters/ch08-runtime/talk.md#a-queue-with-places
//! - optional: ★
//!
//! A queue with room for so many values, between many senders and one receiver. What is promised:
//!
//! - Never more values wait than there is room. A sender that finds no place waits for one.
//! - The receiver gets the values in the order in which they were put in.
//! - When the receiver is gone, whoever sends gets the value back, also those who wait already.
//! - When all senders are gone, the receiver gets what is left, and then `None`.
//! - Who waits left the waker of its *last* poll, and leaves none behind when it is dropped.
//! - Wakers are woken when the lock is free. What a waker does is not known here: it may poll the other end at once.
//!
//! Where many senders wait for one place, it does not matter who gets it, as long as somebody does. The simplest way: wake
//! all that wait, and let each look again. But beware of waking one only: it may be dropped before it looks.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What the ends share.
#[derive(Debug)]
struct State<T> {
    /// Sent, and not yet received: at most `room`.
    values: VecDeque<T>,
    /// For so many values there is room.
    room: usize,
    /// How many [`Sender`]s there are. At 0 nothing more will come.
    senders: usize,
    /// Set when the receiver goes; never unset.
    receiver_gone: bool,
    /// The waker of the [`Receiving`] that waits, of its last poll.
    receiver: Option<Waker>,
    /// The wakers of the [`Sending`]s that wait, of the last poll of each, by ticket.
    waiting: BTreeMap<u64, Waker>,
    /// The next ticket. Counts up: none is used twice.
    next_ticket: u64,
}

/// An end that sends. It can be cloned.
#[derive(Debug)]
pub struct Sender<T> {
    state: Arc<Mutex<State<T>>>,
}

/// The end that receives.
#[derive(Debug)]
pub struct Receiver<T> {
    state: Arc<Mutex<State<T>>>,
}

/// A value on its way; see [`Sender::send`].
#[derive(Debug)]
pub struct Sending<'a, T> {
    state: &'a Mutex<State<T>>,
    /// The value, until it is in the queue or was given back.
    value: Option<T>,
    /// Its place in [`State::waiting`], from the first poll that found no room.
    ticket: Option<u64>,
}

/// See [`Receiver::recv`].
#[derive(Debug)]
pub struct Receiving<'a, T> {
    state: &'a Mutex<State<T>>,
}

/// The two ends of a queue for so many values.
pub fn channel<T>(room: usize) -> (Sender<T>, Receiver<T>) {
    let state = Arc::new(Mutex::new(State {
        values: VecDeque::new(),
        room,
        senders: 1,
        receiver_gone: false,
        receiver: None,
        waiting: BTreeMap::new(),
        next_ticket: 0,
    }));
    (Sender { state: Arc::clone(&state) }, Receiver { state })
}

/// Locks. Nothing foreign runs under this lock, so nobody can have panicked with it.
fn lock<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> Sender<T> {
    /// Waits for a place in the queue, and puts the value in. Gives it back when the receiver is gone.
    pub fn send(&self, value: T) -> Sending<'_, T> {
        Sending { state: &self.state, value: Some(value), ticket: None }
    }
}

impl<T> Receiver<T> {
    /// Waits for the next value; `None` when there will never be one.
    pub fn recv(&mut self) -> Receiving<'_, T> {
        Receiving { state: &self.state }
    }
}

impl<T> Future for Sending<'_, T> {
    type Output = Result<(), T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), T>> {
        // TODO: Put the value in if there is room, else leave the waker. Who waits for a value? And who will never take it?
        todo!("Put the value in if there is room, else leave the waker")
    }
}

impl<T> Future for Receiving<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        // TODO: Take the first value, else leave the waker. Who waits for the place? And when will no value come any more?
        todo!("Take the first value, else leave the waker")
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        lock(&self.state).senders += 1;
        Sender { state: Arc::clone(&self.state) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        // TODO: One sender less. Was it the last, and does somebody wait for a value?
        todo!("One sender less")
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        // TODO: Nobody will receive any more. Who must hear of it?
        todo!("Nobody will receive any more")
    }
}

impl<T> Drop for Sending<'_, T> {
    fn drop(&mut self) {
        // TODO: It waits no more. What did it leave behind?
        todo!("It waits no more")
    }
}

impl<T> Drop for Receiving<'_, T> {
    fn drop(&mut self) {
        let left = lock(self.state).receiver.take();
        drop(left);
    }
}

/// Nothing in it points into it.
impl<T> Unpin for Sending<'_, T> {}
