//! A new socket is waited for before it was ever asked.
//!
//! - invariant: I4
//! - file: chapters/ch07-executor/src/reactor.rs
//! - test: -p ch07-executor -p ch08-runtime --test invariants
//! - caught by: i4_what_is_there_is_read_without_waiting_for_it, i4_what_is_there_is_taken_without_waiting_for_it
// <from>
        let (reads_block, writes_block) = Default::default();
// <to>
        let (reads_block, writes_block) = (Cell::new(true), Cell::new(true));
// </to>
