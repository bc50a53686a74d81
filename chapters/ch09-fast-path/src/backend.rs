//! What tells a driver of sockets: the system, in one of its ways.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::rc::Rc;
use std::task::Waker;
use std::time::Instant;

use ch04_nonblocking_socket::Interest;
use ch04_nonblocking_socket::source::Socket;

// ANCHOR: backend
/// What tells of sockets, as long as they are asked for.
pub trait Backend: Sized + fmt::Debug + 'static {
    /// A socket that this backend knows. Dropping it makes the backend forget it, and closes it (invariant I6).
    type Source<S: Socket>: Armed + Deref<Target = S> + fmt::Debug + 'static;
    /// Where a wait leaves what it has learned; kept for its memory.
    type Events: fmt::Debug + Default;
    /// Whether it tells of a socket once, or at every wait.
    type Mode: Mode;

    /// One without sockets.
    ///
    /// # Errors
    /// The system has none to give.
    fn new() -> io::Result<Self>;

    /// Takes a socket in. Nothing is asked of it yet.
    ///
    /// # Errors
    /// What the system says.
    fn add<S: Socket>(&self, socket: S, key: usize) -> io::Result<Self::Source<S>>;

    /// Waits, or only looks, and calls `tell` for each socket of which the system tells. An early end is no error.
    ///
    /// # Errors
    /// The backend is broken.
    fn wait(&self, how: Wait, events: &mut Self::Events, tell: impl FnMut(Ready)) -> io::Result<()>;

    /// Ends a wait, from any thread; woken before a wait, it ends that one too. It does not keep the backend.
    fn waker(&self) -> Waker;
}

/// A socket of a backend, whatever its type.
pub trait Armed {
    /// From now on tells, by the key with which it was added, when the socket is ready in these directions, and in no other.
    /// With none, it is silent, even when the connection breaks.
    ///
    /// # Errors
    /// What the system says.
    fn arm(&self, key: usize, interests: Interests) -> io::Result<()>;
}
// ANCHOR_END: backend

// ANCHOR: mode
/// How a backend tells of a socket that is ready.
pub trait Mode: fmt::Debug + 'static {
    /// Whether each change is told once.
    const ONCE: bool;
    /// How who has registered a socket holds it.
    type Held<T: Armed + fmt::Debug + 'static>: Deref<Target = T> + fmt::Debug;

    /// Holds it.
    fn hold<T: Armed + fmt::Debug + 'static>(source: T) -> Self::Held<T>;

    /// The same socket for the driver, where the driver needs it.
    fn share<T: Armed + fmt::Debug + 'static>(held: &Self::Held<T>) -> Option<Rc<dyn Armed>>;
}

/// *Level-triggered*: at every wait the system tells of each socket that is ready. The driver must be able to ask less of
/// one for which nobody waits, or the thread could not sleep. So both hold it.
#[derive(Debug)]
pub enum Level {}

/// *Edge-triggered*: the system tells once that a socket has become ready. Nothing is ever taken back, so who has
/// registered a socket holds it alone.
#[derive(Debug)]
pub enum Edge {}
// ANCHOR_END: mode

impl Mode for Level {
    const ONCE: bool = false;
    type Held<T: Armed + fmt::Debug + 'static> = Rc<T>;

    fn hold<T: Armed + fmt::Debug + 'static>(source: T) -> Rc<T> {
        Rc::new(source)
    }

    fn share<T: Armed + fmt::Debug + 'static>(held: &Rc<T>) -> Option<Rc<dyn Armed>> {
        Some(held.clone())
    }
}

/// Held by one alone.
#[derive(Debug)]
pub struct Own<T>(T);

impl<T> Deref for Own<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl Mode for Edge {
    const ONCE: bool = true;
    type Held<T: Armed + fmt::Debug + 'static> = Own<T>;

    fn hold<T: Armed + fmt::Debug + 'static>(source: T) -> Own<T> {
        Own(source)
    }

    fn share<T: Armed + fmt::Debug + 'static>(_: &Own<T>) -> Option<Rc<dyn Armed>> {
        None
    }
}

/// For how long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Not at all: tasks are ready. Only some of what is there need be told.
    Look,
    /// Until that time, or until something has happened.
    Until(Instant),
    /// Until something has happened.
    ForEver,
}

/// What the system has told of a socket. A connection that has broken is ready in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The socket's key.
    pub key: usize,
    /// In which directions.
    pub interests: Interests,
    /// Whether the peer will send no more. Who tells of it once must say so: behind the last bytes is the end.
    pub ended: bool,
}

/// None, one or both directions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interests {
    /// A read is to be worth trying, or is.
    pub readable: bool,
    /// The same for a write.
    pub writable: bool,
}

impl Interests {
    /// Neither.
    pub const NONE: Interests = Interests { readable: false, writable: false };

    /// Whether this direction is among them.
    pub fn has(self, interest: Interest) -> bool {
        match interest {
            Interest::Readable => self.readable,
            Interest::Writable => self.writable,
        }
    }

    /// These, and this one.
    pub fn and(mut self, interest: Interest) -> Interests {
        *self.of(interest) = true;
        self
    }

    /// These, and those.
    pub fn or(self, other: Interests) -> Interests {
        Interests { readable: self.readable | other.readable, writable: self.writable | other.writable }
    }

    /// These, but for this one.
    pub fn without(mut self, interest: Interest) -> Interests {
        *self.of(interest) = false;
        self
    }

    fn of(&mut self, interest: Interest) -> &mut bool {
        match interest {
            Interest::Readable => &mut self.readable,
            Interest::Writable => &mut self.writable,
        }
    }
}

/// So many events are taken at once, when the thread waits.
pub(crate) const EVENTS: usize = 1024;
/// So many, when it only looks. *Level-triggered*, the system tells again of each task that was called and has not had its
/// turn yet: at 512 connections, of hundreds at each look. It tells in turns, so nobody new is passed over for ever.
pub(crate) const EVENTS_OF_A_LOOK: usize = 32;
