//! A read of 0 bytes is the end.
//!
//! - file: chapters/ch04-nonblocking-socket/examples/ch04_bug_end_taken_for_nothing.rs
//! - test: -p ch04-nonblocking-socket --test bugs
//! - caught by: an_end_taken_for_nothing_is_told_for_ever
// <from>
    let (told, bytes) = read_all(|_| false)?;
// <to>
    let (told, bytes) = read_all(|n| n == 0)?;
// </to>
