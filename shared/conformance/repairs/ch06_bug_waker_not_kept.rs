//! The waker is left in the step in which the future looked.
//!
//! - file: chapters/ch06-waker/examples/ch06_bug_waker_not_kept.rs
//! - test: -p ch06-waker --test bugs
//! - caught by: a_waker_that_is_not_kept_is_not_woken
// <from>
        if self.keeps_its_waker {
// <to>
        {
// </to>
