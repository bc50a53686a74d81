//! Bug: a parker looks at its flag, and then goes to sleep, in two steps; a wake in between is for nobody.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_bug_check_then_park
//! ```
//!
//! The gap is a few nanoseconds wide, so it goes well a million times. Here the wake is made to fall into it. The
//! repairs: to look and to fall asleep under *one* lock, as here, or a token that stays when it comes too early, as
//! `unpark` leaves one (which is what our `Parker` builds on).
#![forbid(unsafe_code)]

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use lab::say;

/// So long nobody says continue, and we call it for ever.
const FOR_EVER: Duration = Duration::from_millis(200);
/// How many times a wake falls into the gap.
const SLEEPS: usize = 5;

/// A parker on a condition variable, which keeps nothing: who does not sleep yet does not hear it.
#[derive(Default)]
struct Parker {
    rung: Mutex<bool>,
    bell: Condvar,
}

// ANCHOR: parkers
impl Parker {
    fn wake(&self) {
        *self.rung() = true;
        self.bell.notify_one();
    }

    /// Wrong. `gap` is what happens in between: usually nothing. Whether it was woken.
    fn check_then_park(&self, gap: impl FnOnce()) -> bool {
        let rung = *self.rung(); // the lock is given back here
        gap();
        rung || {
            let asleep =
                self.bell.wait_timeout(self.rung(), FOR_EVER).unwrap_or_else(PoisonError::into_inner);
            !asleep.1.timed_out()
        }
    }

    /// Right: no wake can come between the look and the sleep; `wait` gives the lock back when it *is* asleep.
    fn check_and_park(&self, gap: impl FnOnce()) -> bool {
        gap();
        let asleep = self.bell.wait_timeout_while(self.rung(), FOR_EVER, |rung| !*rung);
        *asleep.unwrap_or_else(PoisonError::into_inner).0
    }
    // ANCHOR_END: parkers

    fn rung(&self) -> MutexGuard<'_, bool> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many of the wakes end the sleep.
fn count(park: impl Fn(&Parker, &dyn Fn()) -> bool) -> usize {
    (0..SLEEPS).filter(|_| run(&park)).count()
}

/// The wake comes from another thread, and is over when the gap is.
fn run(park: impl FnOnce(&Parker, &dyn Fn()) -> bool) -> bool {
    let parker = Parker::default();
    park(&parker, &|| {
        thread::scope(|scope| {
            scope.spawn(|| parker.wake());
        });
    })
}

fn main() {
    let said = |woken: usize| if woken == SLEEPS { "it goes on" } else { "it sleeps beside its flag" };
    let woken = count(|parker, gap| parker.check_then_park(gap));
    say!("wrong: looks, then sleeps: of {SLEEPS} wakes in between {woken} were heard: {}", said(woken));
    let woken = count(|parker, gap| parker.check_and_park(gap));
    say!("right: both in one step: of {SLEEPS} wakes just before {woken} were heard: {}", said(woken));
}
