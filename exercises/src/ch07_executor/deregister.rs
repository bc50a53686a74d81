//! # Drop deregisters
//!
//! - minutes: 20
//! - idea: what is dropped leaves no waker behind, and an event that comes too late finds nobody, never somebody else
//! - page: chapters/ch07-executor/README.md#then-with-one
//! - optional: ★
//!
//! The reactor's table: who waits for which socket. (The sockets and the poller are left out: what they know of one another
//! is the key, a number.) Three of the book's invariants are in your hands:
//!
//! - **I6** A registration that is dropped is forgotten, with the waker that waits there.
//! - **I2** A key is never used twice. The poller may have told of a socket just before it was dropped: its event must
//!   not continue the task of a newer one.
//! - **I5** No waker is woken, cloned or dropped while the table is borrowed. Each may run code of others, and that may come
//!   back to this table: its `RefCell` would panic. (A task's drop may be what a waker's drop sets off.)

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::task::{Context, Waker};

/// Knows who waits for which socket. A handle: its clones are the same reactor.
#[derive(Clone, Default)]
pub struct Reactor(Rc<RefCell<Table>>);

/// Behind the handle.
#[derive(Default)]
struct Table {
    /// Who waits, by key. Never an entry for a registration that is gone.
    waiting: HashMap<usize, Waker>,
    /// How many registrations were made so far.
    made: usize,
}

/// A socket's place in the table.
pub struct Registration {
    /// Where it is registered.
    reactor: Reactor,
    /// What the poller calls it.
    key: usize,
}

impl Reactor {
    /// Registers a socket, under a key that was never used before. Nobody waits for it yet.
    pub fn register(&self) -> Registration {
        // TODO: Choose a key that no other registration had, be it gone or not.
        todo!("Choose a key that no other registration had, be it gone or not")
    }

    /// The poller has told that these sockets are ready. Whoever waits for one is woken, once: they ask their socket, and
    /// wait again if they must. A key that nobody waits for is no harm.
    pub fn told(&self, ready: &[usize]) {
        // TODO: Take the wakers of all these keys out of the table, then wake them. What may a wake do?
        todo!("Take the wakers of all these keys out of the table, then wake them")
    }

    /// For how many sockets somebody waits.
    pub fn waiting(&self) -> usize {
        self.0.borrow().waiting.len()
    }
}

impl Registration {
    /// What the poller calls it.
    pub fn key(&self) -> usize {
        self.key
    }

    /// The socket would block: whoever is polled just now waits for it. Who waited in this place before does so no more.
    pub fn wait(&self, cx: &Context<'_>) {
        // TODO: Put the waker into the table. What becomes of the one that stood there?
        todo!("Put the waker into the table")
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        // TODO: Leave nothing behind in the table. When is the waker dropped, and when does the borrow end?
        todo!("Leave nothing behind in the table")
    }
}
