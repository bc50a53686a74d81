//! The reactor: waits for sockets and times, and knows whom to wake.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::source::Socket;
use ch04_nonblocking_socket::{Interest, Source};
use ch05_event_loop::{Sources, TimerKey};
use lab::ledger::tally;
use lab::steps::{self, Event};
use polling::{Events, Poller};

use crate::clock::Clock;
use crate::driver::{Driver, Timer};
use crate::hops;
use crate::park::Park;
use crate::turn::{WaitsFor, waits_for};

/// Waits for sockets and times on the executor's own thread, and knows whom to wake. The table of waiters is chapter 5's;
/// what it continues is a waker.
///
/// A handle: its clones are the same reactor. Sockets hold one, so they may outlive the executor; then nobody wakes them.
#[derive(Clone)]
pub struct Reactor(Rc<Inner>);

/// The reactor itself.
struct Inner {
    /// Tells which sockets are ready.
    poller: Arc<Poller>,
    /// Who waits for which socket. Never borrowed while a waker is woken, cloned or dropped (invariant I5).
    sources: RefCell<Sources<Waker>>,
    /// How many sockets are registered.
    registered: Cell<usize>,
    /// Who waits until when.
    clock: Clock,
}

impl Reactor {
    /// A reactor without sockets, on the system's clock.
    ///
    /// # Errors
    /// The system has no poller to give.
    pub fn new() -> io::Result<Reactor> {
        let poller = Arc::new(Poller::new()?);
        let sources = RefCell::default();
        Ok(Reactor(Rc::new(Inner { poller, sources, registered: Cell::new(0), clock: Clock::new() })))
    }

    /// How many sockets are registered.
    pub fn sockets(&self) -> usize {
        self.0.registered.get()
    }

    /// For how many sockets somebody waits.
    pub fn waiting(&self) -> usize {
        self.0.sources.borrow().len()
    }

    /// How many timers are set.
    pub fn timers(&self) -> usize {
        self.0.clock.timers()
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

/// A socket of a [`Reactor`].
pub struct Registered<S: Socket> {
    /// The socket; dropping it deletes it from the poller.
    source: Source<S>,
    /// Where it is registered.
    reactor: Reactor,
    /// Set when the socket has said *would block* to a read, until its task has been told to wait.
    reads_block: Cell<bool>,
    /// The same for writes.
    writes_block: Cell<bool>,
}

impl<S: Socket> Registered<S> {
    fn blocks(&self, interest: Interest) -> &Cell<bool> {
        match interest {
            Interest::Readable => &self.reads_block,
            Interest::Writable => &self.writes_block,
        }
    }
}

// ANCHOR: poll_ready
impl Driver for Reactor {
    type Source<S: Socket> = Registered<S>;

    /// Oneshot: to arm is to look afresh.
    const SHORT_READ_IS_ALL: bool = true;

    fn register<S: Socket>(&self, socket: S) -> io::Result<Registered<S>> {
        let key = self.0.sources.borrow_mut().insert();
        let source = Source::new(&self.0.poller, socket, key)?;
        self.0.registered.update(|n| n + 1);
        let (reads_block, writes_block) = Default::default();
        Ok(Registered { source, reactor: self.clone(), reads_block, writes_block })
    }

    fn poll_ready<S: Socket>(
        &self,
        source: &Registered<S>,
        interest: Interest,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        // Invariant I4: try first. Only a socket that has said *would block* is waited for; and it is asked again after
        // every wake, even one that was meant for something else.
        if !source.blocks(interest).take() {
            return Poll::Ready(Ok(()));
        }
        // ANCHOR: wait_for
        let key = source.source.key();
        let waker = cx.waker().clone(); // before the borrow (invariant I5)
        let (displaced, event) = {
            let mut sources = self.0.sources.borrow_mut();
            (sources.wait(key, interest, waker), sources.interest(key))
        };
        // Another task waited in our place: it must ask again, or it would never hear of anything. Most often it is the
        // same task, which has been woken for another reason.
        if let Some(other) = displaced.filter(|other| !other.will_wake(cx.waker())) {
            other.wake();
        }
        source.source.arm(event)?;
        hops::note(file!(), "the waker stands in the table of waiters, and the poller is armed");
        waits_for(WaitsFor::Socket(key, interest));
        Poll::Pending
        // ANCHOR_END: wait_for
    }

    fn clear_ready<S: Socket>(&self, source: &Registered<S>, interest: Interest) {
        source.blocks(interest).set(true);
    }
}
// ANCHOR_END: poll_ready

impl<S: Socket> Drop for Registered<S> {
    /// Forgets who waits for it; the field that is dropped next deregisters it (invariant I6).
    fn drop(&mut self) {
        let inner = &*self.reactor.0;
        inner.registered.update(|n| n - 1);
        let waiters = {
            let mut sources = inner.sources.borrow_mut();
            let key = self.source.key();
            [sources.forget(key, Interest::Readable), sources.forget(key, Interest::Writable)]
        };
        drop(waiters); // the borrow is over
    }
}

impl<S: Socket> Deref for Registered<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.source
    }
}

/// Where an executor with a reactor waits: *in* the poller, on its own thread.
#[derive(Debug)]
pub struct ReactorPark {
    /// Whom to wake.
    reactor: Reactor,
    /// What the poller said last; kept for its memory.
    events: Events,
    /// The way to end a wait.
    notify: Arc<Notify>,
}

/// Ends the poller's wait. It holds the poller only loosely: a waker that somebody keeps when the executor is gone must
/// not keep the poller's descriptors.
#[derive(Debug)]
struct Notify(Weak<Poller>);

impl ReactorPark {
    /// The place to wait for this reactor's sockets and timers.
    pub fn new(reactor: &Reactor) -> ReactorPark {
        let notify = Arc::new(Notify(Arc::downgrade(&reactor.0.poller)));
        ReactorPark { reactor: reactor.clone(), events: Events::new(), notify }
    }

    /// What it waits for.
    pub fn reactor(&self) -> &Reactor {
        &self.reactor
    }
}

// ANCHOR: react
impl Park for ReactorPark {
    fn park(&mut self, patience: Option<Duration>, woken: &mut Vec<Waker>) {
        let inner = &*self.reactor.0;
        let patience = inner.clock.patience(patience);
        // ANCHOR: wait
        self.events.clear();
        hops::note(file!(), "the thread waits in the poller");
        steps::note(|| Event::Asks(patience));
        // It fails only where there is no poller any more, or no memory: nothing that a task could be told.
        if let Err(error) = inner.poller.wait(&mut self.events, patience) {
            panic!("the poller failed: {error}");
        }
        tally::told(self.events.len());
        steps::note(|| Event::Told(self.events.iter().map(told).collect()));
        // ANCHOR_END: wait
        // ANCHOR: look_up
        // Invariant I1: the whole batch becomes wakers before anyone is woken; and nobody is, until the borrow is over.
        if !self.events.is_empty() {
            hops::note(file!(), "the poller has returned: a socket is ready");
            let mut sources = inner.sources.borrow_mut();
            for event in self.events.iter() {
                sources.ready(event, woken);
            }
            hops::note(file!(), "the table of waiters has given up the waker");
        }
        inner.clock.fire(woken);
        // ANCHOR_END: look_up
    }

    fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.notify))
    }
}

impl Wake for Notify {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(poller) = self.0.upgrade() {
            let _ = poller.notify(); // it can only fail when the poller does, and its `wait` says so
        }
    }
}
// ANCHOR_END: react

/// For the pictures: what the poller has said of a socket.
fn told(event: polling::Event) -> steps::Socket {
    steps::Socket { key: event.key, readable: event.readable, writable: event.writable }
}

/// The reactor's timers are its clock's.
impl Timer for Reactor {
    type Key = TimerKey;

    fn now(&self) -> Instant {
        self.0.clock.now()
    }

    fn set_timer(&self, at: Instant, waker: Waker) -> TimerKey {
        self.0.clock.set_timer(at, waker)
    }

    fn change_timer(&self, key: TimerKey, waker: &Waker) -> bool {
        self.0.clock.change_timer(key, waker)
    }

    fn cancel_timer(&self, key: TimerKey) {
        self.0.clock.cancel_timer(key);
    }
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reactor")
            .field("sockets", &self.sockets())
            .field("waiting", &self.waiting())
            .field("timers", &self.timers())
            .finish_non_exhaustive()
    }
}

impl<S: Socket> fmt::Debug for Registered<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Registered").field(&self.source).finish()
    }
}
