//! A connection goes on as long as there is something to do: a client that pipelines without end keeps out all others.
//!
//! - file: chapters/ch04-nonblocking-socket/src/connection.rs
//! - test: -p ch04-nonblocking-socket -p ch05-event-loop --test contract -- --ignored serve_crowd
//! - caught by: serve_crowd::a_polite_client_among_greedy_ones
// <from>
        for _ in 0..CALLS_A_TURN {
// <to>
        while CALLS_A_TURN > 0 {
// </to>
