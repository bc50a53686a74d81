//! One behaviour suite for every chapter's `fetch` and `serve`, run as programs of their own over real sockets; and what
//! the pages of the book say these programs print.
//!
//! What CONTRACT.md promises stands here as cases: plain functions `fn(&Program)`, in files by subject, each with one
//! sentence of documentation. A chapter's `tests/contract.rs` says which program it is, and gets a test for each case:
//!
//! ```ignore
//! fn program() -> conformance::Program {
//!     conformance::program("5", env!("CARGO_BIN_EXE_ch05-event-loop"))
//! }
//! conformance::serve_cases!(program);
//! conformance::fetch_cases!(program);
//! ```
//!
//! From chapter 8 on `serve` stops gracefully, and the program has `conformance::stop_cases!(program)` too. The cases that
//! take long (a crowd of a thousand, a slow link) are tests that `cargo test` leaves out; `cargo test … -- --ignored` runs
//! them, and so does the scoreboard.
//!
//! The same lists are there as data ([`SERVE_CASES`], [`LONG_SERVE_CASES`], [`STOP_CASES`], [`FETCH_CASES`],
//! [`LONG_FETCH_CASES`]), and so are the chapters ([`CHAPTERS`]): of the two, [`board`] makes the scoreboard.
//!
//! | file | what it holds |
//! |---|---|
//! | `case.rs`, `cases.rs` | what a case is; the list of them |
//! | `chapters.rs`, `board.rs` | the chapters' programs; cases × chapters, as a page |
//! | `program.rs`, `serving.rs`, `fetching.rs` | the program under test; its `serve`; its `fetch` |
//! | `client.rs`, `peer.rs` | a client for `serve`, and servers for `fetch`, that can do everything wrong |
//! | `link.rs`, `pace.rs` | a long, narrow or choppy link between the two |
//! | `processes.rs`, `patience.rs` | what the system tells of a program; how long is too long |
//! | `serve_*.rs`, `fetch_*.rs` | the cases |
//! | `built.rs` | the chapters' programs and examples, built |
//! | `prose.rs`, `prose/*.rs` | the output that pages show, beside what the programs print |
//! | `soak.rs`, `soak/*.rs` | minutes of good and hostile load on the servers, and what is left behind |
//! | `transcript.rs` | what a program says, as a terminal would show it |
//! | `twins.rs` | a chapter's `twin.py` beside its Rust example |
//!
//! # Implementation
//! The program under test is a child process. The case runs on a thread of its own, under a watchdog, and every call
//! that could wait has a limit of its own as well, so that a failure names what was waited for. These limits are for
//! failures only: no case is decided by a clock. Where the question is whether a program is *idle*, it is its CPU time
//! that is read, while this side burns a known amount: a program that spins would have got its share.
#![forbid(unsafe_code)]

pub mod board;
mod built;
mod case;
mod cases;
mod chapters;
mod client;
mod fetching;
mod greedy;
mod link;
mod pace;
mod patience;
mod peer;
mod processes;
mod program;
mod serving;
mod transcript;

pub mod fetch_corners;
pub mod fetch_crowd;
pub mod fetch_faults;
pub mod fetch_framing;
pub mod fetch_limits;
pub mod fetch_link;
pub mod fetch_many;
pub mod fetch_words;
pub mod prose;
pub mod serve_abuse;
pub mod serve_bodies;
pub mod serve_corners;
pub mod serve_crowd;
pub mod serve_ends;
pub mod serve_framing;
pub mod serve_idle;
pub mod serve_link;
pub mod serve_many;
pub mod serve_refusals;
pub mod serve_stop;
pub mod serve_words;
pub mod soak;
pub mod twins;

pub use case::Case;
pub use cases::{FETCH_CASES, LONG_FETCH_CASES, LONG_SERVE_CASES, SERVE_CASES, STOP_CASES, find};
pub use chapters::{CHAPTERS, Chapter, Covers, program};
pub use program::Program;
