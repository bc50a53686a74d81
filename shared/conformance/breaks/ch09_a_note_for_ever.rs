//! That another thread has called is not forgotten before the poll: its next calls are taken for the same, and lost.
//!
//! - invariant: I3
//! - file: chapters/ch09-fast-path/src/task/waker.rs
//! - test: -p ch09-fast-path --lib --test executor_without_sockets
//! - caught by: task::tests::a_wake_from_the_same_thread_does_not_touch_the_inbox
// <from>
            header.noted.swap(false, Ordering::AcqRel);
// <to>
            let _ = header;
// </to>
