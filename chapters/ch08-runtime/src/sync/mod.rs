//! How tasks talk to one another, and wait for one another.
//!
//! | file | concept |
//! |---|---|
//! | [`oneshot`] | one value, once |
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

pub mod oneshot;

use std::error::Error;
use std::fmt;

/// The other end is gone, so this will never happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the channel is closed: its other end is gone")
    }
}

impl Error for Closed {}

/// Why there is no value to be had at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// Not yet.
    Empty,
    /// Never more: the other end is gone.
    Closed,
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TryRecvError::Empty => f.write_str("nothing has been sent yet"),
            TryRecvError::Closed => Closed.fmt(f),
        }
    }
}

impl Error for TryRecvError {}
