//! The flag is cleared before the poll.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_cleared_late.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: cleared_after_the_poll_a_wake_is_lost
// <from>
        if clear_first {
            call.queued.store(false, Ordering::SeqCst);
        }
        polls += 1;
        if let Poll::Ready(()) = task.as_mut().poll(&mut Context::from_waker(&waker)) {
            return (polls, true);
        }
        if !clear_first {
            call.queued.store(false, Ordering::SeqCst); // too late: a wake has seen it set, and left no note
        }
// <to>
        let _ = clear_first;
        call.queued.store(false, Ordering::SeqCst);
        polls += 1;
        if let Poll::Ready(()) = task.as_mut().poll(&mut Context::from_waker(&waker)) {
            return (polls, true);
        }
// </to>
