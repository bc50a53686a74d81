//! A connection goes on for as long as its client has sent something: one that asks without end keeps the thread.
//!
//! - file: chapters/ch04-nonblocking-socket/src/connection.rs
//! - test: -p ch04-nonblocking-socket --test sockets
//! - caught by: a_client_that_asks_without_end_does_not_keep_its_connection_from_giving_way
// <from>
const CALLS_A_TURN: usize = 16;
// <to>
const CALLS_A_TURN: usize = usize::MAX;
// </to>
