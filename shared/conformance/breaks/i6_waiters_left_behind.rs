//! A socket that is dropped leaves its waiters in the table.
//!
//! - invariant: I6
//! - file: chapters/ch07-executor/src/reactor.rs
//! - test: -p ch07-executor -p ch08-runtime --test invariants
//! - caught by: i6_a_socket_that_is_dropped_leaves_nothing_with_the_reactor, i6_what_is_dropped_while_it_is_waited_for_is_deregistered
// <from>
            [sources.forget(key, Interest::Readable), sources.forget(key, Interest::Writable)]
// <to>
            let _ = &mut sources;
            let _ = key;
            [None::<Waker>, None]
// </to>
