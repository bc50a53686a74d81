//! Non-blocking sockets: asked in a loop, and then told by the poller.
//!
//! | file | concept |
//! |---|---|
//! | [`mod@connect`] | a connect that does not block |
//! | [`fetch`] | a fetch as an explicit state machine: each state says what it waits for |
//! | [`busy`] | many fetches, each asked again and again: it works, and burns a core |
//! | [`source`] | a socket registered with the poller: added when made, deleted when dropped |
//! | [`poll`] | the same fetches, and a thread that sleeps until it is told |
//! | [`connection`], [`serve`] | the server's side, by the same two pieces |
//!
//! # Implementation
//! One thread, in both loops. The [`busy`] loop never waits: it asks every socket, and when all have said
//! [`WouldBlock`](std::io::ErrorKind::WouldBlock) it asks them all again. The [`poll`] loop waits in exactly one place,
//! [`Poller::wait`]; no read, write or connect of this crate ever blocks.
#![deny(unsafe_code)]

pub mod busy;
pub mod connect;
pub mod connection;
pub mod fetch;
pub mod poll;
pub mod serve;
pub mod source;

pub use connect::connect;
pub use connection::Connection;
pub use fetch::Fetch;
pub use polling::{Event, Events, PollMode, Poller};
pub use source::{Interest, Source};

use std::io;
use std::time::Instant;

// ANCHOR: step
/// What a state machine of this chapter says when it cannot go on by itself.
#[derive(Debug)]
#[must_use]
pub enum Step<T> {
    /// Go on when the socket is ready in this direction, or at this time, whichever comes first. Each may be absent.
    Wait(Option<Interest>, Option<Instant>),
    /// There is no file descriptor for its socket: go on when one may have come free. Nothing has been lost.
    NoDescriptor(io::Error),
    /// It is over.
    Done(T),
}
// ANCHOR_END: step

/// Whether an error only says *not now*: the call would have had to wait.
pub fn would_block(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}

/// The two models of this chapter, after all earlier ones. Programs that run them have [`ch03_processes::HIDDEN`] among
/// their commands.
pub fn models() -> Vec<lab::fetch::Model> {
    let mut models = ch03_processes::models();
    models.extend([busy::MODEL, poll::MODEL]);
    models
}
