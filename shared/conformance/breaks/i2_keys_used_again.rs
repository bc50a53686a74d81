//! The key of a socket is used again for another.
//!
//! - invariant: I2
//! - file: chapters/ch05-event-loop/src/sources.rs
//! - test: -p ch07-executor -p ch08-runtime --test invariants
//! - caught by: i2_a_key_is_never_used_twice, i2_no_key_and_no_id_names_two
// <from>
        self.next += 1; // 2^64 sockets// <to>
        self.next = (self.next + 1) % 20; // 2^64 sockets// </to>
