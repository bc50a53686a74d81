//! It looks at each result.
//!
//! - file: chapters/ch03-processes/examples/ch03_bug_unread_errors.rs
//! - test: -p ch03-processes --test bugs
//! - caught by: unread_errors_hide_that_nothing_was_done
// <from>
    let answers = pool.map(jobs());
// <to>
    let answers: Vec<_> = pool.map(jobs()).into_iter().filter(Result::is_ok).collect();
// </to>
