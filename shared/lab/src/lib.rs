//! The laboratory under every chapter: a slow server, HTTP messages, timelines, ledgers and probes.
//!
//! Nothing here is the subject of the book, so nothing here waits in a way a chapter would want to explain:
//! [`http`] has no socket in sight (bytes in, messages out), [`server`] keeps its loop to itself (a closed box until
//! chapter 5, then recommended reading), and the rest measures and draws.
//!
//! | module | what it holds |
//! |---|---|
//! | [`url`], [`fetch`] | what to fetch, what came back, what went wrong |
//! | [`http`] | HTTP/1.1 as state machines, for both sides |
//! | [`routes`] | what `serve` answers, and what the slow server answers |
//! | [`server`] | the slow-on-purpose server, in this process or in a child |
//! | [`net`] | listeners with a real backlog, the limit on open files |
//! | [`thread`] | `spawn`, counted and drawn |
//! | [`timeline`], [`ledger`], [`plot`] | who ran when; what it cost; the pictures |
//! | [`steps`] | who stood where, moment by moment |
//! | [`vitals`] | what a server tells of itself while it runs |
//! | [`probe`] | a counting waker, a watchdog with a diagnosis |
//! | [`work`] | work for the CPU, in measured amounts |
//! | [`cli`], [`term`] | the command line every chapter shares |
//!
//! `unsafe` is denied here and allowed in one private module, `server/registered.rs`: `polling` makes the registration
//! of a socket unsafe, and a server that waits for ten thousand of them cannot do without.
#![deny(unsafe_code)]

pub mod cli;
pub mod fetch;
pub mod http;
mod json;
pub mod ledger;
pub mod net;
pub mod plot;
pub mod probe;
pub mod routes;
pub mod server;
pub mod steps;
pub mod term;
pub mod thread;
pub mod timeline;
pub mod url;
pub mod vitals;
pub mod work;
