//! A flag of our own says whether there was a wake; the token only ends the sleep.
//!
//! - file: chapters/ch06-waker/examples/ch06_bug_token_eaten.rs
//! - test: -p ch06-waker --test bugs
//! - caught by: a_park_inside_the_future_eats_the_token
// <from>
    let (polls, done) = run(&waker, || woken_in_time(thread::park_timeout));
// <to>
    drop(waker);
    let bell = Parker::new();
    let (polls, done) = run(&bell.waker(), || woken_in_time(|patience| bell.park(Some(patience))));
// </to>
