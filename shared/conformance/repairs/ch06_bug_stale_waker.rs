//! Each poll replaces what is kept.
//!
//! - file: chapters/ch06-waker/examples/ch06_bug_stale_waker.rs
//! - test: -p ch06-waker --test bugs
//! - caught by: a_stale_waker_wakes_the_task_that_had_the_future
// <from>
            Some(_) if !self.keeps_the_newest => None,
// <to>
// </to>
