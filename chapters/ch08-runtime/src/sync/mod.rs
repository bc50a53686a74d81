//! How tasks talk to one another, and wait for one another.
//!
//! | file | concept |
//! |---|---|
//! | [`oneshot`] | one value, once |
//! | [`mpsc`] | many values, through a queue of limited length |
//! | [`semaphore`] | at most so many at a time |
//! | [`mutex`] | one at a time, across an await |
//! | [`notify`] | "look again", with no value in it |
//! | [`errors`] | what can be wrong with a channel |
//! | `waiters` | who waits, first come, first served: what all of these but `oneshot` are made of |
//!
//! # Implementation
//! These know only std's `Future`: they run on any executor, and no thread waits in them. Each is a small state behind a
//! lock that is held for a few instructions and never across an await. A clone, a wake or a drop of a waker is foreign
//! code, which may come back to the same lock; so none happens while it is held (invariant I5): a waker is cloned
//! before, and what was collected under the lock is woken or dropped after.
//!
//! A lock for each step is simple, and right. What a real one does is to keep the whole state in one atomic word where
//! it can, and to link those who wait in a list through their own pinned futures, which costs no allocation and needs
//! `unsafe`.

pub mod errors;
pub mod mpsc;
pub mod mutex;
pub mod notify;
pub mod oneshot;
pub mod semaphore;
mod waiters;

use std::task::Poll;

use ch07_executor::{WaitsFor, waits_for};

pub use errors::{Closed, SendError, TryRecvError, TrySendError};
pub use mutex::Mutex;
pub use notify::Notify;
pub use semaphore::Semaphore;

/// Pending, with a note for the dump of all tasks. An executor that is not ours knows nothing of the note.
fn pending_for<T>(what: &'static str) -> Poll<T> {
    waits_for(WaitsFor::Named(what));
    Poll::Pending
}
