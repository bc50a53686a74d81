//! A connection that has nothing to write waits for writing: it is ready all the time, and the loop spins.
//!
//! - file: chapters/ch04-nonblocking-socket/src/connection.rs
//! - test: -p ch04-nonblocking-socket --test contract -- serve_idle
//! - caught by: serve_idle::idle_clients_cost_nothing
// <from>
            (State::Talking, _) => Step::Wait(Some(Interest::Readable), None),
// <to>
            (State::Talking, _) => Step::Wait(Some(Interest::Writable), None),
// </to>
