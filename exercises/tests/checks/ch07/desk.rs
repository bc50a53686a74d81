//! A clock whose time the check sets, and whose timers it can count.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::task::Waker;
use std::time::{Duration, Instant};

use ch07_executor::Timer;

/// The clock. Its clones are the same clock.
#[derive(Clone, Debug)]
pub struct Desk(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    /// What time it is.
    now: Cell<Instant>,
    /// The next timer's number.
    next: Cell<u64>,
    /// The timers that are set.
    timers: RefCell<BTreeMap<(Instant, u64), Waker>>,
}

impl Desk {
    /// No timer is set.
    pub fn new() -> Desk {
        let (next, timers) = Default::default();
        Desk(Rc::new(Inner { now: Cell::new(Instant::now()), next, timers }))
    }

    /// How many timers are set.
    pub fn timers(&self) -> usize {
        self.0.timers.borrow().len()
    }

    /// Time passes, and nobody looks at the timers yet.
    pub fn pass(&self, time: Duration) {
        self.0.now.set(self.0.now.get() + time);
    }

    /// Fires all timers that are due.
    pub fn fire(&self) {
        let now = self.now();
        self.fire_until(now);
    }

    /// Fires all timers, due or not.
    pub fn fire_early(&self) {
        let far = self.now() + Duration::from_secs(1_000_000);
        self.fire_until(far);
    }

    fn fire_until(&self, until: Instant) {
        let due: Vec<_> = {
            let mut timers = self.0.timers.borrow_mut();
            let later = timers.split_off(&(until, u64::MAX));
            std::mem::replace(&mut *timers, later).into_values().collect()
        };
        due.into_iter().for_each(Waker::wake);
    }
}

impl Timer for Desk {
    type Key = (Instant, u64);

    fn now(&self) -> Instant {
        self.0.now.get()
    }

    fn set_timer(&self, at: Instant, waker: Waker) -> Self::Key {
        let key = (at, self.0.next.replace(self.0.next.get() + 1));
        self.0.timers.borrow_mut().insert(key, waker);
        key
    }

    fn change_timer(&self, key: Self::Key, waker: &Waker) -> bool {
        self.0.timers.borrow_mut().get_mut(&key).map(|known| known.clone_from(waker)).is_some()
    }

    fn cancel_timer(&self, key: Self::Key) {
        self.0.timers.borrow_mut().remove(&key);
    }
}
