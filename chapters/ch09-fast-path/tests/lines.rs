//! Chapter 8's `tests/lines.rs`, on this runtime.
#![allow(clippy::unwrap_used, missing_docs)]

extern crate ch09_fast_path as ch08_runtime;

#[path = "../../ch08-runtime/tests/lines.rs"]
mod lines;
