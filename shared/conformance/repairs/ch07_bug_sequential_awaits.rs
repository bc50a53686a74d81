//! They are awaited together.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_sequential_awaits.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: awaited_one_after_another_waits_add_up
// <from>
        for request in requests {
            request.await;
        }
// <to>
        join_all(requests).await;
// </to>
