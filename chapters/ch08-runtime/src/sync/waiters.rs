//! Who waits, first come, first served.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::swap;
use std::task::Waker;

// ANCHOR: waiters
/// A queue of wakers, as at a counter with numbers: take a ticket, wait, be called, come.
///
/// Who is called is *woken*, and holds from then on what it was called for: a permit, a notification. It may still be
/// dropped before it comes (a `timeout` ended it, a `select` went another way). Then [`leave`](Self::leave) says so,
/// and whoever called must call the next: else what it held is lost, and the next one sleeps for ever beside a free
/// permit.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    /// The next ticket. Counts up and never back: a ticket is never used twice (invariant I2).
    next: u64,
    /// In the order of their tickets, so of their coming: those who wait. A ticket has one waker, of its last poll.
    waiting: BTreeMap<Ticket, Waker>,
    /// Those who were called and have not come yet.
    called: BTreeSet<Ticket>,
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// How somebody left who did not come.
#[must_use = "who was called held something: pass it on"]
pub(super) enum Left {
    /// It waited still. Its waker is given back, to be dropped when the lock is free (invariant I5).
    Waiting(Waker),
    /// It was called: the next one is to be called in its place.
    Called,
    /// It was sent away with all others; it held nothing.
    Away,
}

impl Waiters {
    /// Takes a ticket.
    pub(super) fn join(&mut self, waker: Waker) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.waiting.insert(ticket, waker);
        ticket
    }

    /// Asks again. `true`: it was called, and the ticket is used up. Else its waker is swapped for the new one; the
    /// caller drops the old one when the lock is free (invariant I5).
    pub(super) fn come(&mut self, ticket: Ticket, waker: &mut Waker) -> bool {
        if let Some(kept) = self.waiting.get_mut(&ticket) {
            swap(kept, waker);
        }
        self.called.remove(&ticket)
    }

    /// Gives up.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Left {
        match self.waiting.remove(&ticket) {
            Some(waker) => Left::Waiting(waker),
            None if self.called.remove(&ticket) => Left::Called,
            None => Left::Away,
        }
    }

    /// Calls the one that came first. Its waker is to be woken when the lock is free (invariant I5).
    #[must_use = "who is called must be woken"]
    pub(super) fn call_first(&mut self) -> Option<Waker> {
        let (ticket, waker) = self.waiting.pop_first()?;
        self.called.insert(ticket);
        Some(waker)
    }

    /// Sends all away who wait now. To be woken when the lock is free (invariant I5).
    #[must_use = "who is sent away must be woken"]
    pub(super) fn send_all_away(&mut self) -> impl Iterator<Item = Waker> + use<> {
        std::mem::take(&mut self.waiting).into_values()
    }
}
// ANCHOR_END: waiters
