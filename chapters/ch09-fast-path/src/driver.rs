//! The driver: a socket is registered once, and stays so.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::ops::Deref;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::Interest;
use ch04_nonblocking_socket::source::Socket;
use ch07_executor::{Driver, Park, Timer, WaitsFor, waits_for};

use crate::backend::{Backend, Mode, Wait};
use crate::parts::Parts;
use crate::slots::Slots;
use crate::timer_table::TimerTable;

/// Waits for sockets and times on the executor's own thread, as chapter 7's reactor does. But a socket is not armed anew for
/// each wait: to be told of reads is asked for at the first wait, and stays asked for.
///
/// A handle: its clones are the same driver. Sockets hold one, so they may outlive the executor; then nobody wakes them.
pub struct Persistent<P: Parts>(Rc<Inner<P>>);

/// The driver itself.
struct Inner<P: Parts> {
    /// Tells which sockets are ready.
    backend: P::Backend,
    /// Who waits for which socket. Never borrowed while a waker is woken, cloned or dropped (invariant I5).
    slots: RefCell<Slots>,
    /// Who waits until when; borrowed as briefly.
    timers: RefCell<P::Timers>,
}

impl<P: Parts> Persistent<P> {
    /// A driver without sockets.
    ///
    /// # Errors
    /// The system has no poller to give.
    pub fn new() -> io::Result<Persistent<P>> {
        let backend = P::Backend::new()?;
        Ok(Persistent(Rc::new(Inner { backend, slots: RefCell::default(), timers: RefCell::default() })))
    }

    /// How many sockets are registered.
    pub fn sockets(&self) -> usize {
        self.0.slots.borrow().sockets()
    }

    /// For how many sockets somebody waits.
    pub fn waiting(&self) -> usize {
        self.0.slots.borrow().waiting()
    }

    /// How many timers are set.
    pub fn timers(&self) -> usize {
        self.0.timers.borrow().len()
    }
}

/// Whether a driver is told of each change once.
type ModeOf<P> = <<P as Parts>::Backend as Backend>::Mode;
/// How who has registered a socket holds it.
type HeldBy<S, P> = <ModeOf<P> as Mode>::Held<<<P as Parts>::Backend as Backend>::Source<S>>;

/// A socket of a [`Persistent`] driver.
pub struct Registered<S: Socket, P: Parts> {
    /// The socket. The driver may have it too, to ask less of it; `drop` takes it back.
    source: HeldBy<S, P>,
    /// Where it is registered.
    driver: Persistent<P>,
    /// Its key there.
    key: usize,
    /// Set when the socket has said *would block* to a read, until its task has been told to wait.
    reads_block: Cell<bool>,
    /// The same for writes.
    writes_block: Cell<bool>,
}

impl<S: Socket, P: Parts> Registered<S, P> {
    fn blocks(&self, interest: Interest) -> &Cell<bool> {
        match interest {
            Interest::Readable => &self.reads_block,
            Interest::Writable => &self.writes_block,
        }
    }
}

// ANCHOR: driver
impl<P: Parts> Driver for Persistent<P> {
    type Source<S: Socket> = Registered<S, P>;

    /// *Level-triggered*, what is left unread is told at the next wait. Told once (*edge-triggered*), the end of the stream
    /// would go unseen where it has come together with the last bytes: so that is told beside it, and kept.
    const SHORT_READ_IS_ALL: bool = true;

    fn register<S: Socket>(&self, socket: S) -> io::Result<Registered<S, P>> {
        let mut slots = self.0.slots.borrow_mut();
        let key = slots.next_key()?;
        let source = ModeOf::<P>::hold(self.0.backend.add(socket, key)?);
        slots.insert(key, ModeOf::<P>::share(&source));
        let (reads_block, writes_block) = Default::default();
        Ok(Registered { source, driver: self.clone(), key, reads_block, writes_block })
    }

    fn poll_ready<S: Socket>(
        &self,
        source: &Registered<S, P>,
        interest: Interest,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        // Invariant I4: try first. Only a socket that has said *would block* is waited for.
        if !source.blocks(interest).take() {
            return Poll::Ready(Ok(()));
        }
        let mut slots = self.0.slots.borrow_mut();
        if ModeOf::<P>::ONCE && slots.was_told(source.key, interest) {
            return Poll::Ready(Ok(())); // since then it was told that there is something
        }
        let waits_already = slots.knows(source.key, interest, cx.waker());
        drop(slots);
        waits_for(WaitsFor::Socket(source.key, interest));
        if waits_already {
            return Poll::Pending; // it has been called for another reason
        }
        let waker = cx.waker().clone(); // before the borrow (invariant I5)
        // No system call, but for the first time, or after nobody has waited for long.
        let (displaced, asked) = self.0.slots.borrow_mut().wait(source.key, interest, waker, &*source.source);
        // Another task waited in our place: it must ask again, or it would never hear of anything.
        if let Some(other) = displaced.filter(|other| !other.will_wake(cx.waker())) {
            other.wake();
        }
        asked?;
        Poll::Pending
    }

    fn clear_ready<S: Socket>(&self, source: &Registered<S, P>, interest: Interest) {
        source.blocks(interest).set(true);
    }
}

impl<S: Socket, P: Parts> Drop for Registered<S, P> {
    /// The driver lets go of it; with the field that is dropped next, the last, it leaves the backend (invariant I6).
    fn drop(&mut self) {
        let held = self.driver.0.slots.borrow_mut().remove(self.key);
        drop(held); // the borrow is over
    }
}
// ANCHOR_END: driver

/// Where an executor with this driver waits: *in* the backend, on its own thread.
pub struct PersistentPark<P: Parts> {
    /// Whom to wake.
    driver: Persistent<P>,
    /// What the backend said last; kept for its memory.
    events: <P::Backend as Backend>::Events,
    /// The way to end a wait, made once.
    waker: Waker,
}

impl<P: Parts> PersistentPark<P> {
    /// The place to wait for this driver's sockets and timers.
    pub fn new(driver: &Persistent<P>) -> PersistentPark<P> {
        let waker = driver.0.backend.waker();
        PersistentPark { driver: driver.clone(), events: Default::default(), waker }
    }

    /// What it waits for.
    pub fn driver(&self) -> &Persistent<P> {
        &self.driver
    }
}

// ANCHOR: park
impl<P: Parts> Park for PersistentPark<P> {
    fn park(&mut self, patience: Option<Duration>, woken: &mut Vec<Waker>) {
        let inner = &*self.driver.0;
        let wait = inner.wait(patience);
        // Invariant I1: the whole batch becomes wakers before anyone is woken; and nobody is, until the borrow is over.
        let mut slots = inner.slots.borrow_mut();
        let told = inner.backend.wait(wait, &mut self.events, |ready| match ModeOf::<P>::ONCE {
            true => slots.ready_once(ready, woken),
            false => slots.ready(ready, wait != Wait::Look, woken),
        });
        drop(slots);
        // It fails only where there is no poller any more, or no memory: nothing that a task could be told.
        if let Err(error) = told {
            panic!("the poller failed: {error}");
        }
        let mut timers = inner.timers.borrow_mut();
        if !timers.is_empty() {
            timers.fire(Instant::now(), woken);
        }
    }

    fn waker(&self) -> Waker {
        self.waker.clone()
    }
}
// ANCHOR_END: park

impl<P: Parts> Inner<P> {
    /// For how long to wait, for all that the timers know.
    fn wait(&self, patience: Option<Duration>) -> Wait {
        if patience == Some(Duration::ZERO) {
            return Wait::Look;
        }
        let most = patience.and_then(|most| Instant::now().checked_add(most));
        let next = self.timers.borrow().next();
        most.into_iter().chain(next).min().map_or(Wait::ForEver, Wait::Until)
    }
}

impl<P: Parts> Timer for Persistent<P> {
    type Key = <P::Timers as TimerTable>::Key;

    fn now(&self) -> Instant {
        Instant::now()
    }

    fn set_timer(&self, at: Instant, waker: Waker) -> Self::Key {
        self.0.timers.borrow_mut().insert(at, waker)
    }

    fn change_timer(&self, key: Self::Key, waker: &Waker) -> bool {
        // The same task asks again, most often; then there is nothing to do.
        match self.0.timers.borrow().peek(key) {
            None => return false,
            Some(known) if known.will_wake(waker) => return true,
            Some(_) => {}
        }
        let waker = waker.clone(); // outside of the borrow, as its drop below (invariant I5)
        let replaced = self.0.timers.borrow_mut().replace(key, waker);
        replaced.is_ok()
    }

    fn cancel_timer(&self, key: Self::Key) {
        let waker = self.0.timers.borrow_mut().cancel(key);
        drop(waker); // the borrow is over
    }
}

impl<S: Socket, P: Parts> Deref for Registered<S, P> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.source
    }
}

impl<P: Parts> Clone for Persistent<P> {
    fn clone(&self) -> Persistent<P> {
        Persistent(Rc::clone(&self.0))
    }
}

impl<P: Parts> fmt::Debug for Persistent<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persistent")
            .field("sockets", &self.sockets())
            .field("waiting", &self.waiting())
            .field("timers", &self.timers())
            .finish_non_exhaustive()
    }
}

impl<S: Socket, P: Parts> fmt::Debug for Registered<S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Registered").field(&self.source).finish()
    }
}

impl<P: Parts> fmt::Debug for PersistentPark<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersistentPark").field("driver", &self.driver).finish_non_exhaustive()
    }
}
