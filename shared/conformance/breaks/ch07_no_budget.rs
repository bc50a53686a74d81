//! A task goes on for as long as its sockets say yes: a peer that always has more to send keeps the thread.
//!
//! - file: chapters/ch07-executor/src/turn.rs
//! - test: -p ch07-executor --test invariants
//! - caught by: a_peer_that_always_has_more_to_send_does_not_keep_the_thread
// <from>
const BUDGET: u32 = 32;
// <to>
const BUDGET: u32 = u32::MAX;
// </to>
