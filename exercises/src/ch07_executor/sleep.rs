//! # Sleep
//!
//! - minutes: 15
//! - idea: a leaf future keeps the newest waker with whoever will wake it, and takes it back when it is dropped
//! - page: chapters/ch07-executor/README.md#the-simplest-leaf-sleep
//!
//! The smallest version of the chapter's own, on the chapter's [`Timer`]: `now` says what time it is, `set_timer` has a waker woken at a time and
//! gives the timer's key, `change_timer` puts another waker in its place (and says `false` if that timer has fired
//! already), `cancel_timer` takes it away.
//!
//! - Never early: a sleep may be polled at any time, by whoever was woken for something else.
//! - It has one timer at most, however often it is polled, and none once it is over or dropped.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use ch07_executor::Timer;

/// Waits until a time.
pub struct Sleep<T: Timer> {
    /// What time it is, and who wakes us.
    timer: T,
    /// Until when. `None` is a time too far away to be said: never.
    until: Option<Instant>,
    /// Our timer, while one is set.
    key: Option<T::Key>,
}

/// Waits so long, counted from this call.
pub fn sleep<T: Timer>(timer: &T, time: Duration) -> Sleep<T> {
    Sleep { timer: timer.clone(), until: timer.now().checked_add(time), key: None }
}

impl<T: Timer> Future for Sleep<T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // TODO: Be over if it is time, and if not, have the waker of this poll woken then.
        todo!("Be over if it is time, and if not, have the waker of this poll woken then")
    }
}

impl<T: Timer> Sleep<T> {
    /// There is no timer any more.
    fn unset(&mut self) {
        // TODO: Take our timer away, if one is set.
        todo!("Take our timer away, if one is set")
    }
}

impl<T: Timer> Drop for Sleep<T> {
    fn drop(&mut self) {
        // TODO: Leave no timer that would wake somebody for nothing.
        todo!("Leave no timer that would wake somebody for nothing")
    }
}

/// Nothing in it points into it.
impl<T: Timer> Unpin for Sleep<T> {}
