//! `Ok(0)` is taken for data: the server waits for ever for the rest of a request whose client has finished, and spins.
//!
//! - file: chapters/ch01-blocking-socket/src/converse.rs
//! - test: -p ch01-blocking-socket --test contract
//! - caught by: serve_framing::half_a_request_and_the_end
// <from>
                // The client will send no more. It may still be reading.
                Ok(0) => conversation.end_of_stream(),
// <to>
                Ok(0) => conversation.received(&[]),
// </to>
