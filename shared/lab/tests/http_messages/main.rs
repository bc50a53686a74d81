//! HTTP without a socket: whatever the cuts, whatever the bytes, both sides say the same and neither breaks.
#![allow(clippy::unwrap_used, missing_docs)]

mod any_split;
mod corpus;
mod finish;
mod requests;
mod responses;
mod round_trip;
mod server_refusals;
mod support;
mod urls;
