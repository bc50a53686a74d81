//! A socket that is registered with a poller: added when it is made, deleted when it is dropped.

use std::borrow::Borrow;
use std::fmt;
use std::io;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::ops::Deref;
use std::sync::Arc;

use polling::{Event, PollMode, Poller};

/// Which way a socket is to be ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interest {
    /// A read, or an accept, will not wait.
    Readable,
    /// A write will not wait; for a connection that was started: it has ended, well or badly.
    Writable,
}

impl Interest {
    /// The same as an event of the poller.
    pub fn event(self, key: usize) -> Event {
        match self {
            Interest::Readable => Event::readable(key),
            Interest::Writable => Event::writable(key),
        }
    }
}

mod sealed {
    /// Nobody else may say what a socket is; see [`Socket`](super::Socket).
    pub trait Sealed {}
}

/// The sockets a [`Source`] may hold.
///
/// Sealed, because the safety of [`Source`] rests on it: each of these always names the same open socket, from its
/// making to its drop. A type of somebody else's might close its socket early, or name another one each time.
pub trait Socket: sealed::Sealed + polling::AsSource + fmt::Debug + 'static {
    /// Makes it non-blocking.
    ///
    /// # Errors
    /// What the system says.
    fn set_nonblocking(&self) -> io::Result<()>;

    /// Registers it.
    ///
    /// # Safety
    /// It must be deleted from the poller before it is closed.
    #[expect(unsafe_code, reason = "passes the duty of `Poller::add` on to the caller")]
    unsafe fn add_to(&self, poller: &Poller, interest: Event, mode: PollMode) -> io::Result<()>;
}

macro_rules! sockets {
    ($($socket:ty),*) => {$(
        impl sealed::Sealed for $socket {}
        impl Socket for $socket {
            fn set_nonblocking(&self) -> io::Result<()> {
                <$socket>::set_nonblocking(self, true)
            }
            #[expect(unsafe_code, reason = "passes the duty of `Poller::add` on to the caller")]
            unsafe fn add_to(&self, poller: &Poller, interest: Event, mode: PollMode) -> io::Result<()> {
                // SAFETY: the caller promises what `add` demands.
                unsafe { poller.add_with_mode(self, interest, mode) }
            }
        }
    )*};
}
sockets!(TcpStream, TcpListener, UdpSocket);
#[cfg(unix)]
sockets!(std::os::unix::net::UnixStream);

// ANCHOR: source
/// A socket that is registered with a poller.
///
/// It gives its socket out only by shared reference ([`Deref`]). There is no way to take the socket out, or to put
/// another in its place: what was added is what is deleted.
#[derive(Debug)]
pub struct Source<T: Socket> {
    /// Where it is registered.
    poller: Arc<Poller>,
    /// What is registered. Closed after `drop` has deleted it.
    socket: T,
    /// Comes back in every event of this socket. Whoever chooses it never uses one twice (invariant I2).
    key: usize,
    /// How often it tells; oneshot but in the demo that compares the modes.
    mode: PollMode,
}

impl<T: Socket> Source<T> {
    /// Registers the socket for oneshot events; see [`with_mode`](Self::with_mode).
    ///
    /// # Errors
    /// As [`with_mode`](Self::with_mode).
    pub fn new(poller: &Arc<Poller>, socket: T, key: usize) -> io::Result<Self> {
        Source::with_mode(poller, socket, key, PollMode::Oneshot)
    }

    /// Makes the socket non-blocking and registers it, with interest in nothing yet: see [`arm`](Self::arm).
    ///
    /// # Errors
    /// What the system says; `InvalidInput` for the key `usize::MAX`, which the poller keeps for itself; `Unsupported`
    /// for a mode that this system does not have.
    // ANCHOR: with_mode
    #[expect(unsafe_code, reason = "the one place where a socket enters the poller")]
    pub fn with_mode(poller: &Arc<Poller>, socket: T, key: usize, mode: PollMode) -> io::Result<Self> {
        socket.set_nonblocking()?;
        // SAFETY: `add` demands that the socket be deleted from the poller before it is closed. `socket` moves into
        // the `Source` two lines below, without a way to leave before that (nothing there can panic), and no method
        // gives it out by value or by mutable reference. `Drop` deletes it; only then are the fields dropped, which
        // closes it. A `Source` that is leaked never closes its socket. `Socket` is sealed, and each of its types
        // names one and the same open socket for as long as it lives.
        unsafe { socket.add_to(poller, Event::none(key), mode) }?;
        Ok(Source { poller: Arc::clone(poller), socket, key, mode })
    }
    // ANCHOR_END: with_mode

    /// The key that comes back in its events.
    pub fn key(&self) -> usize {
        self.key
    }

    /// Asks to be told when the socket is ready as the event says. The poller looks at the socket afresh: if it is
    /// ready already, the next wait returns at once. *Oneshot*: after one event there is silence until the next `arm`.
    ///
    /// # Errors
    /// What the system says; `InvalidInput` for an event with another socket's key.
    pub fn arm(&self, event: Event) -> io::Result<()> {
        if event.key != self.key {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "an event with another socket's key"));
        }
        self.poller.modify_with_mode(&self.socket, event, self.mode)
    }

    /// Asks for nothing, until the next `arm`. Oneshot whatever the mode: of a broken connection the system tells unasked,
    /// and this way it does so once at most.
    ///
    /// # Errors
    /// What the system says.
    pub fn rest(&self) -> io::Result<()> {
        self.poller.modify_with_mode(&self.socket, Event::none(self.key), PollMode::Oneshot)
    }
}

// ANCHOR: drop
impl<T: Socket> Drop for Source<T> {
    /// Invariant I6: drop deregisters.
    fn drop(&mut self) {
        // It fails only where the system has forgotten the socket by itself, and then all is well.
        let _ = self.poller.delete(&self.socket);
    }
}
// ANCHOR_END: drop

impl<T: Socket> Deref for Source<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.socket
    }
}
// ANCHOR_END: source

impl<T: Socket> Borrow<T> for Source<T> {
    fn borrow(&self) -> &T {
        &self.socket
    }
}
