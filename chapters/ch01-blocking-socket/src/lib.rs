//! One blocking socket: `fetch` asks and waits for the answer, `serve` answers and waits for the next question.
//!
//! # Implementation
//! There is one thread, and it waits inside system calls. [`fetch()`] waits in `connect`, `send` and `recv`,
//! [`serve()`] in `accept`, `recv`, `send`, and in a sleep when an answer is to be late. While the thread waits, nothing
//! else in the program happens: that is what *blocking* means, and it is the whole model. The bytes themselves are the
//! business of [`lab::http`], which has no socket; here is only the waiting.
//!
//! | module | what it holds |
//! |---|---|
//! | [`mod@fetch`] | one request: connect, send, receive, each within what is left of the time limit |
//! | [`batch`] | many requests, one after another |
//! | [`mod@converse`] | one connection's questions and answers, from the server's side |
//! | [`mod@serve`] | one client at a time, and what to do when a client cannot be had |
//! | [`mod@blocking`] | how a blocking call is drawn on the timeline |
#![forbid(unsafe_code)]

pub mod batch;
pub mod blocking;
pub mod converse;
pub mod fetch;
pub mod serve;

pub use batch::{MODEL, fetch_all};
pub use blocking::{blocking, drawn};
pub use converse::converse;
pub use fetch::{fetch, fetch_on};
pub use serve::{next_client, serve};

/// All models so far: for `compare`.
pub fn models() -> Vec<lab::fetch::Model> {
    vec![MODEL]
}
