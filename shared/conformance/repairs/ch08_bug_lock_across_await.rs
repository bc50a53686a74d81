//! The lock is taken when there is no await left.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_lock_across_await.rs
//! - test: -p ch08-runtime --test bugs_of_programs
//! - caught by: a_lock_across_an_await_stops_the_thread
// <from>
    let mut guard = total.lock().unwrap_or_else(PoisonError::into_inner);
    request().await; // the other task runs now, and asks for the lock: for ever
    *guard += 1;
// <to>
    request().await;
    *total.lock().unwrap_or_else(PoisonError::into_inner) += 1;
// </to>
