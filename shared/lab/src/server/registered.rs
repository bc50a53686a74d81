//! A socket that the poller watches, for exactly as long as it lives.
//!
//! Chapter 4 builds one like it, and explains it. This one is private: the book's own comes where its question does.
#![allow(unsafe_code)] // `Poller::add` asks for a promise that only an owner of the socket can keep: see `new`.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::ops::Deref;
use std::sync::Arc;

use polling::{AsSource, Event, Poller};

/// The sockets that may be registered. Each owns one socket, names it rightly for as long as it lives, and cannot be
/// made to close it through a shared reference. That is why only this module may add to the list.
pub(super) trait Socket: AsSource {}
impl Socket for TcpListener {}
impl Socket for TcpStream {}

/// A socket the poller watches. One shot: an event uses the interest up, until it is asked for again with
/// [`tell_me`](Registered::tell_me). So nothing that the loop does not ask for can wake it twice, not even a hang-up,
/// which a poller reports whether asked or not.
#[derive(Debug)]
pub(super) struct Registered<T: Socket> {
    /// Never replaced or moved out before `drop` has deleted it: there is `Deref` but no `DerefMut`, no `into_inner`.
    socket: T,
    /// The poller it was added to.
    poller: Arc<Poller>,
}

impl<T: Socket> Registered<T> {
    /// Registers `socket`, which must not block; nothing is reported before [`tell_me`](Registered::tell_me).
    pub(super) fn new(poller: &Arc<Poller>, socket: T) -> io::Result<Registered<T>> {
        // SAFETY: the one precondition is that the socket is deleted from this poller before it is dropped. We own it
        // from here on; nothing gives it away or replaces it (see the field); and our `drop` deletes it before the
        // field is dropped. Where `add` fails, nothing was registered. Where this value is leaked, its socket is too.
        // The poller cannot be gone by then: we hold it.
        unsafe { poller.add(&socket.source(), Event::none(0))? };
        Ok(Registered { socket, poller: Arc::clone(poller) })
    }

    /// Asks to be told once, under the event's key, when what it names can be done.
    pub(super) fn tell_me(&self, interest: Event) -> io::Result<()> {
        self.poller.modify(&self.socket, interest)
    }
}

impl<T: Socket> Deref for Registered<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.socket
    }
}

impl<T: Socket> Drop for Registered<T> {
    fn drop(&mut self) {
        // It can fail only where the system has already forgotten the socket.
        let _ = self.poller.delete(&self.socket);
    }
}
