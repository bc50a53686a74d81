//! A server that is asked to stop drops its clients at once: answers in flight are cut.
//!
//! - file: chapters/ch08-runtime/src/serve.rs
//! - test: -p ch08-runtime --test contract -- serve_stop
//! - caught by: serve_stop::sigint_completes_what_is_in_flight
// <from>
    let _ = timeout_on(&D::current(), GRACE, all_gone).await; // the set is dropped next, and with it whoever is left
// <to>
    drop(all_gone);
// </to>
