//! Chapter 8's `tests/signal.rs`, on this runtime.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

extern crate ch09_fast_path as ch08_runtime;

#[path = "../../ch08-runtime/tests/signal.rs"]
mod signal;
