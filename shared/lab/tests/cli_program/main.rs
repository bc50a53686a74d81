//! The common command line, seen from outside: the example program `lab_demo` run as a user runs a chapter.
#![allow(clippy::unwrap_used, missing_docs)]

mod compare;
mod demos;
mod fetch;
mod lifeline;
mod serve;
mod support;
mod usage;
