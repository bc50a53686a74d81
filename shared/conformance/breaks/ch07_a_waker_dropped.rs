//! A socket is armed, but the waker of the task that waits for it is dropped: it sleeps for ever.
//!
//! - file: chapters/ch07-executor/src/reactor.rs
//! - test: -p ch07-executor --test contract -- serve_framing::one_byte fetch_framing::one_byte
//! - caught by: serve_framing::one_byte_at_a_time
// <from>
            (sources.wait(key, interest, waker), sources.interest(key))
// <to>
            let event = (sources.wait(key, interest, waker), sources.interest(key));
            drop(sources.forget(key, interest));
            event
// </to>
