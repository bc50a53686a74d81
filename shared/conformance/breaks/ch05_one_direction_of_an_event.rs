//! An event continues only the waiter whose direction it names; the other, disarmed with it, sleeps on.
//!
//! - file: chapters/ch05-event-loop/src/sources.rs
//! - test: -p ch05-event-loop --test sources_and_timers
//! - caught by: a_oneshot_event_continues_the_waiter_of_the_other_direction_too
// <from>
            woken.extend(waiters.readable);
            woken.extend(waiters.writable);
// <to>
            woken.extend(waiters.readable.filter(|_| event.readable));
            woken.extend(waiters.writable.filter(|_| event.writable));
// </to>
