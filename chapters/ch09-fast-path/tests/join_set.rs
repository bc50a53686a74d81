//! Chapter 8's `tests/join_set.rs`, on this runtime.
#![allow(clippy::unwrap_used, missing_docs)]

extern crate ch09_fast_path as ch08_runtime;

#[path = "../../ch08-runtime/tests/join_set.rs"]
mod join_set;
