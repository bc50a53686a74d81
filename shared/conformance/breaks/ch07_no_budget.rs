//! A task goes on as long as its sockets are ready: a client that pipelines without end keeps out all others.
//!
//! - file: chapters/ch07-executor/src/turn.rs
//! - test: -p ch07-executor -p ch08-runtime --test contract -- --ignored serve_crowd
//! - caught by: serve_crowd::a_polite_client_among_greedy_ones
// <from>
    if left > 0 {
// <to>
    if left > 0 || BUDGET > 0 {
// </to>
