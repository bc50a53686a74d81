//! The slow-on-purpose server: in this process for tests ([`Server`]), in a child for demos ([`ServerProcess`]).
//!
//! It answers what [`routes::slow`](crate::routes::slow) answers, and `GET /counts`: what it has seen so far, as JSON.
//!
//! # Implementation
//! One thread holds every connection, ten thousand of them if need be. It sleeps in the poller, and nowhere else:
//! until a socket is ready, until the earliest deadline, or until another thread asks it something. A delayed answer
//! is a deadline in an ordered set, not a sleep, so a thousand of them cost no thread and no CPU time. Up to chapter 4
//! this may stay a closed box. From chapter 5 on it is worth reading, from the inside out:
//!
//! | file | its one idea |
//! |---|---|
//! | `registered.rs` | a socket that the poller watches, for exactly as long as it lives |
//! | `connection.rs` | one client: do what can be done now, then say what to wait for |
//! | `event_loop.rs` | the loop: wait, then continue whatever is ready or due |
//! | `counts.rs` | what has been seen, kept right even when a connection dies |
//! | `in_process.rs`, `child.rs` | the loop on a thread; that thread in a child process |
//!
//! The event loop of chapter 5 does not know what it runs. This one knows that it runs HTTP connections, which makes
//! it shorter and good for nothing else.

mod child;
mod connection;
mod counts;
mod event_loop;
mod in_process;
mod registered;

pub use child::{ServerProcess, child_main};
pub use counts::Counts;
pub use in_process::Server;
