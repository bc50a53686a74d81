//! The backend of every system: the crate `polling`, level-triggered.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Deref;
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use ::polling::{Event, PollMode, Poller};
use ch04_nonblocking_socket::Source;
use ch04_nonblocking_socket::source::Socket;
use lab::ledger::tally;

use crate::backend::{Armed, Backend, EVENTS, EVENTS_OF_A_LOOK, Interests, Level, Ready, Wait};

/// The poller that all chapters have used, in another mode.
#[derive(Debug)]
pub struct Polling(Arc<Poller>);

/// A socket of [`Polling`]: chapter 4's.
#[derive(Debug)]
pub struct Source4<S: Socket>(Source<S>);

/// What a wait has brought.
#[derive(Debug)]
pub struct Events {
    /// When the thread waits.
    waited: ::polling::Events,
    /// When it looks: with less room.
    looked: ::polling::Events,
}

// ANCHOR: polling
impl Backend for Polling {
    type Source<S: Socket> = Source4<S>;
    type Events = Events;
    type Mode = Level;

    fn new() -> io::Result<Polling> {
        Ok(Polling(Arc::new(Poller::new()?)))
    }

    fn add<S: Socket>(&self, socket: S, key: usize) -> io::Result<Source4<S>> {
        Source::with_mode(&self.0, socket, key, PollMode::Level).map(Source4)
    }

    fn wait(&self, how: Wait, events: &mut Events, mut tell: impl FnMut(Ready)) -> io::Result<()> {
        let (events, patience) = match how {
            Wait::Look => (&mut events.looked, Some(Duration::ZERO)),
            Wait::Until(at) => (&mut events.waited, Some(at.saturating_duration_since(Instant::now()))),
            Wait::ForEver => (&mut events.waited, None),
        };
        events.clear();
        self.0.wait(events, patience)?;
        tally::told(events.len());
        for event in events.iter() {
            let interests = Interests { readable: event.readable, writable: event.writable };
            tell(Ready { key: event.key, interests, ended: false });
        }
        Ok(())
    }

    fn waker(&self) -> Waker {
        Waker::from(Arc::new(Notify(Arc::downgrade(&self.0))))
    }
}

impl<S: Socket> Armed for Source4<S> {
    fn arm(&self, key: usize, Interests { readable, writable }: Interests) -> io::Result<()> {
        match (readable, writable) {
            (false, false) => self.0.rest(),
            _ => self.0.arm(Event::new(key, readable, writable)),
        }
    }
}
// ANCHOR_END: polling

impl<S: Socket> Deref for Source4<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

/// Ends the wait. It holds the poller only loosely: a waker that somebody keeps must not keep its descriptors.
#[derive(Debug)]
struct Notify(Weak<Poller>);

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

impl Default for Events {
    fn default() -> Events {
        let room =
            |events| ::polling::Events::with_capacity(NonZeroUsize::new(events).unwrap_or(NonZeroUsize::MIN));
        Events { waited: room(EVENTS), looked: room(EVENTS_OF_A_LOOK) }
    }
}
