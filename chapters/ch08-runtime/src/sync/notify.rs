//! "Look again": a wake-up with no value in it.

use std::pin::Pin;
use std::task::{Context, Poll};

use super::pending_for;
use super::waiters::{Left, Ticket, Waiters};
use crate::shim::{Mutex, lock};

/// Tells tasks that something has changed. What, they find out themselves.
///
/// In asyncio the nearest are `Event` ([`notify_all`](Self::notify_all), but an Event stays set) and `Condition` (which
/// brings a lock along); in tokio `Notify`, with `notify_waiters` for `notify_all`.
///
/// ```
/// use ch06_waker::block_on;
/// use ch08_runtime::sync::Notify;
///
/// let changed = Notify::new();
/// changed.notify_one(); // nobody waits: it is kept for the next who comes
/// changed.notify_one(); // as one: two changes, one look
/// block_on(changed.notified());
/// ```
#[derive(Debug, Default)]
pub struct Notify {
    /// Locked for one step at a time.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Set by a `notify_one` that found nobody; taken by the next who comes. Set only while nobody waits.
    kept: bool,
    /// How often `notify_all` was called.
    calls_to_all: u64,
    /// Who waits. Who was called by `notify_one` holds its notification.
    waiters: Waiters,
}

impl Notify {
    /// Nothing has changed yet.
    pub fn new() -> Notify {
        Notify::default()
    }

    /// Waits for a notification.
    ///
    /// In asyncio `await event.wait()`, in tokio `notified`.
    ///
    /// Dropped: the place in the queue. A `notify_one` that was on its way is passed on to the next, or kept.
    ///
    /// It counts from *this call* on, not from the first poll: a `notify_all` in between is not missed. So take it
    /// first, then look, then wait:
    ///
    /// ```
    /// use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    /// use std::thread;
    /// use ch06_waker::block_on;
    /// use ch08_runtime::sync::Notify;
    ///
    /// static DONE: AtomicBool = AtomicBool::new(false);
    /// static CHANGED: std::sync::LazyLock<Notify> = std::sync::LazyLock::new(Notify::new);
    ///
    /// let worker = thread::spawn(|| {
    ///     DONE.store(true, SeqCst);
    ///     CHANGED.notify_all();
    /// });
    /// block_on(async {
    ///     loop {
    ///         let notified = CHANGED.notified();
    ///         if DONE.load(SeqCst) {
    ///             break; // looked before waiting, or an earlier change would be waited for in vain
    ///         }
    ///         notified.await;
    ///     }
    /// });
    /// # worker.join().unwrap();
    /// ```
    pub fn notified(&self) -> Notified<'_> {
        Notified { notify: self, calls_to_all: lock(&self.state).calls_to_all, ticket: None }
    }

    // ANCHOR: notify
    /// Continues the task that has waited longest. If nobody waits, the next who comes will not wait; however often
    /// this is called, it is kept once.
    pub fn notify_one(&self) {
        let mut state = lock(&self.state);
        let first = state.waiters.call_first();
        state.kept |= first.is_none();
        drop(state);
        // I5: woken when the lock is free.
        if let Some(waker) = first {
            waker.wake();
        }
    }

    /// Continues all that wait now, that is, whose [`notified`](Self::notified) was called before. Nothing is kept
    /// for later ones.
    pub fn notify_all(&self) {
        let mut state = lock(&self.state);
        state.calls_to_all += 1;
        let all = state.waiters.send_all_away();
        drop(state);
        for waker in all {
            waker.wake();
        }
    }
    // ANCHOR_END: notify
}

/// What [`Notify::notified`] gives.
#[derive(Debug)]
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Notified<'a> {
    /// Whose notification.
    notify: &'a Notify,
    /// How often all had been called when this was made: one more, and this is ready.
    calls_to_all: u64,
    /// The place in the queue: from the first poll that found nothing, until the one that is ready.
    ticket: Option<Ticket>,
}

// ANCHOR: notified
impl Future for Notified<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let notify = self.notify;
        // I5: cloned before the lock. What it displaces comes back in its place, and is dropped after the lock.
        let mut waker = cx.waker().clone();
        let mut state = lock(&notify.state);
        let called = match self.ticket {
            None => state.calls_to_all == self.calls_to_all && std::mem::take(&mut state.kept),
            Some(ticket) => state.waiters.come(ticket, &mut waker),
        };
        let ready = called || state.calls_to_all != self.calls_to_all;
        if ready {
            self.ticket = None;
        } else if self.ticket.is_none() {
            self.ticket = Some(state.waiters.join(waker));
        }
        drop(state);
        if ready { Poll::Ready(()) } else { pending_for("a notification") }
    }
}

impl Drop for Notified<'_> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let left = lock(&self.notify.state).waiters.leave(ticket);
        match left {
            Left::Waiting(waker) => drop(waker), // I5: here, and not under the lock
            // Woken, and dropped before its poll: the next one must look in its place, or nobody does.
            Left::Called => self.notify.notify_one(),
            // `notify_all` has told everybody: there is nothing to pass on.
            Left::Away => {}
        }
    }
}
// ANCHOR_END: notified
