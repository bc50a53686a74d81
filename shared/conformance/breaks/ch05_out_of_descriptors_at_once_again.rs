//! With no descriptor left, the acceptor asks again at once: the listener stays ready, and the loop spins.
//!
//! - file: chapters/ch05-event-loop/src/serve.rs
//! - test: -p ch05-event-loop --test contract -- serve_idle
//! - caught by: serve_idle::out_of_descriptors
// <from>
                Accepted::Trouble(_) => return Step::Wait(later(core)),
// <to>
                Accepted::Trouble(_) => return Step::Yield,
// </to>
