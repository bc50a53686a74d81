//! The fuzzer's seeds and all it ever found, tried again on any Rust: as they are, and damaged, cut in many ways.
//!
//! What must hold is in `shared/fuzz/src`; the seeds are in `shared/fuzz/seeds`, a folder for each target.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../../../fuzz/src/chunked.rs"]
mod chunked;
#[path = "../../../fuzz/src/conversation.rs"]
mod conversation;
#[path = "../../../fuzz/src/exchange.rs"]
mod exchange;
#[path = "../../../fuzz/src/heap.rs"]
mod heap;
#[path = "../../../fuzz/src/json.rs"]
mod json;
mod replay;
#[path = "../../../fuzz/src/stream.rs"]
mod stream;
#[path = "../../../fuzz/src/url.rs"]
mod url;
