//! The newest waker takes the place of the old one.
//!
//! - file: chapters/ch06-waker/examples/ch06_bug_wakers_pile_up.rs
//! - test: -p ch06-waker --test bugs
//! - caught by: wakers_that_are_added_pile_up
// <from>
    waiting.push(newest.clone());
// <to>
    waiting.clear();
    waiting.push(newest.clone());
// </to>
