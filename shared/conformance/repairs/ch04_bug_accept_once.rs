//! It accepts until the listener would block.
//!
//! - file: chapters/ch04-nonblocking-socket/examples/ch04_bug_accept_once.rs
//! - test: -p ch04-nonblocking-socket --test bugs
//! - caught by: accept_once_per_edge_leaves_clients_outside
// <from>
    let (events, accepted) = listen(|listener| usize::from(listener.accept().is_ok()))?;
// <to>
    let (events, accepted) = listen(accept_all)?;
// </to>
