//! # A fair semaphore
//!
//! - minutes: 30
//! - idea: a permit is handed to the first in line, in person; and whoever leaves the line passes on what it was handed
//! - page: chapters/ch08-runtime/talk.md#at-most-so-many
//! - optional: ★
//!
//! So many permits; each task takes as many as it needs, and gives them back by dropping its [`Permit`]. What is promised:
//!
//! - First come, first served. Who wants many is not overtaken by those who want few, even if those need not wait: a newcomer
//!   goes to the end of the line.
//! - A permit given back goes to the first in line *while it is given back*, and never among the free ones first: there a
//!   newcomer could snatch it before the one that was woken is polled.
//! - Who waits may be dropped, before or after permits were handed to it. None is lost by that, and nobody behind it waits
//!   longer than needed.
//! - Wakers are woken when the lock is free.

use std::collections::{BTreeSet, VecDeque};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A number of permits, and a line before them.
#[derive(Debug)]
pub struct Semaphore {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Permits that nobody has: fewer than the first in line wants.
    free: usize,
    /// The line, in the order of coming.
    line: VecDeque<Waiter>,
    /// The tickets of those who were handed their permits, and have not been polled since.
    handed: BTreeSet<u64>,
    /// The next ticket. Counts up: none is used twice.
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    /// How many permits it wants.
    wants: usize,
    /// The waker of its last poll.
    waker: Waker,
}

/// See [`Semaphore::acquire`].
#[derive(Debug)]
pub struct Acquire<'a> {
    semaphore: &'a Semaphore,
    wants: usize,
    /// Set from the poll that found too few permits, until the one that brings them.
    ticket: Option<u64>,
}

/// So many permits. Dropping it gives them back.
#[derive(Debug)]
pub struct Permit<'a> {
    semaphore: &'a Semaphore,
    permits: usize,
}

impl Semaphore {
    /// A semaphore with so many permits.
    pub fn new(permits: usize) -> Semaphore {
        let state = State { free: permits, line: VecDeque::new(), handed: BTreeSet::new(), next_ticket: 0 };
        Semaphore { state: Mutex::new(state) }
    }

    /// Waits for so many permits, all at once.
    pub fn acquire(&self, wants: usize) -> Acquire<'_> {
        Acquire { semaphore: self, wants, ticket: None }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes so many permits back.
    fn give_back(&self, permits: usize) {
        // TODO: Free so many, hand out what can be handed out, and wake them. Under the lock, or not?
        // <solution give_back>
        let mut state = self.lock();
        state.free += permits;
        let called = state.hand_out();
        drop(state);
        called.into_iter().for_each(Waker::wake);
        // </solution>
    }
}

impl State {
    /// Hands free permits to those in line, the first first, as long as there are enough. Gives back whom to wake.
    fn hand_out(&mut self) -> Vec<Waker> {
        // TODO: How far does the line move on? It stops at the first whose wish is too large.
        // <solution hand_out>
        let mut called = Vec::new();
        while let Some(first) = self.line.pop_front() {
            if first.wants > self.free {
                self.line.push_front(first);
                break;
            }
            self.free -= first.wants;
            self.handed.insert(first.ticket);
            called.push(first.waker);
        }
        called
        // </solution>
    }
}

impl<'a> Future for Acquire<'a> {
    type Output = Permit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Permit<'a>> {
        // TODO: Newcomer, in line, or handed its permits: three cases.
        // <solution acquire>
        let (semaphore, permits) = (self.semaphore, self.wants);
        let mut waker = cx.waker().clone(); // before the lock; what it displaces is dropped after it
        let mut state = semaphore.lock();
        let mine = match self.ticket {
            Some(ticket) => state.handed.remove(&ticket),
            None if state.line.is_empty() && state.free >= permits => {
                state.free -= permits;
                true
            }
            None => false,
        };
        if mine {
            self.ticket = None;
            return Poll::Ready(Permit { semaphore, permits });
        }
        match state.line.iter_mut().find(|waiter| Some(waiter.ticket) == self.ticket) {
            Some(waiter) => std::mem::swap(&mut waiter.waker, &mut waker),
            None => {
                let ticket = state.next_ticket;
                state.next_ticket += 1;
                state.line.push_back(Waiter { ticket, wants: permits, waker });
                self.ticket = Some(ticket);
            }
        }
        Poll::Pending
        // </solution>
    }
}

impl Drop for Acquire<'_> {
    fn drop(&mut self) {
        // TODO: It leaves the line. Was it handed permits already? And who stood behind it?
        // <solution leave>
        let Some(ticket) = self.ticket else { return };
        let mut state = self.semaphore.lock();
        let handed = state.handed.remove(&ticket);
        let place = state.line.iter().position(|waiter| waiter.ticket == ticket);
        let left = place.and_then(|place| state.line.remove(place));
        drop(state);
        drop(left);
        // Handed: they go on to the next. Not handed: it may have been the one for whom all behind it had to wait.
        self.semaphore.give_back(if handed { self.wants } else { 0 });
        // </solution>
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.semaphore.give_back(self.permits);
    }
}
