//! The look and the sleep are one step, under one lock.
//!
//! - file: chapters/ch06-waker/examples/ch06_bug_check_then_park.rs
//! - test: -p ch06-waker --test bugs
//! - caught by: a_wake_between_the_look_and_the_sleep_is_for_nobody
// <from>
        let rung = *self.rung(); // the lock is given back here
        gap();
        rung || {
            let asleep =
                self.bell.wait_timeout(self.rung(), FOR_EVER).unwrap_or_else(PoisonError::into_inner);
            !asleep.1.timed_out()
        }
// <to>
        gap();
        let mut rung = self.rung();
        while !*rung {
            rung = self.bell.wait(rung).unwrap_or_else(PoisonError::into_inner);
        }
        true
// </to>
