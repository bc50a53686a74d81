//! After a write that took only a part, nobody waits for the socket to take more: the answer ends in the middle.
//!
//! - file: chapters/ch04-nonblocking-socket/src/connection.rs
//! - test: -p ch04-nonblocking-socket --test contract -- serve_abuse serve_bodies
//! - caught by: serve_abuse::a_client_that_reads_late
// <from>
            (State::Talking, Want::Write) => Step::Wait(Some(Interest::Writable), None),
            (State::Talking, _)// <to>
            (State::Talking, Want::Write) => Step::Wait(None, None),
            (State::Talking, _)// </to>
