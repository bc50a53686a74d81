//! A timer is known by its place alone: a note of one who is gone fires whoever has his place now.
//!
//! - invariant: I2
//! - file: chapters/ch09-fast-path/src/wheel.rs
//! - test: -p ch09-fast-path --test wheel_without_sockets
//! - caught by: a_key_from_before_names_nobody_who_came_after, a_note_of_one_who_is_gone_does_not_fire_whoever_has_his_place
// <from>
        self.number == number && self.at == at && self.waiter.is_some()
// <to>
        (number, at) != (u32::MAX, 0) && self.waiter.is_some()
// </to>
