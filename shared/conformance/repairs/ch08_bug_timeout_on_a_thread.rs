//! The work asks between two steps whether it is still wanted.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_timeout_on_a_thread.rs
//! - test: -p ch08-runtime --test bugs_of_programs
//! - caught by: a_timeout_ends_the_waiting_for_a_thread_and_not_the_thread
// <from>
    let _ = spawn_blocking(move || work.run(|| true)).await;
// <to>
    that_asks(work).await;
// </to>
