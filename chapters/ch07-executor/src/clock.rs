//! Timers without sockets: on the system's clock, or on one that jumps.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::task::Waker;
use std::time::{Duration, Instant};

use ch05_event_loop::{TimerKey, Timers};
use ch06_waker::Parker;
use lab::steps::{self, Event};
use lab::timeline::{self, Kind, Lane, State};

use crate::driver::Timer;
use crate::park::Park;

/// Wakes tasks at their times. The timers are chapter 5's; what they continue is a waker.
///
/// A handle: its clones are the same clock.
#[derive(Clone)]
pub struct Clock(Rc<Inner>);

/// The clock itself.
struct Inner {
    /// Who is woken when. Never borrowed while a waker is woken, cloned or dropped (invariant I5).
    timers: RefCell<Timers<Waker>>,
    /// Set on a virtual clock: what time it is.
    time: Cell<Option<Virtual>>,
}

/// A time that does not pass by itself.
#[derive(Clone, Copy)]
struct Virtual {
    /// When the clock was set going.
    start: Instant,
    /// What time it is.
    now: Instant,
    /// The thread's lane in the picture, which is drawn by this clock.
    thread: Lane,
}

impl Clock {
    /// The system's clock.
    pub fn new() -> Clock {
        Clock(Rc::new(Inner { timers: RefCell::default(), time: Cell::new(None) }))
    }

    /// A clock that stands still while tasks run, and jumps to the next timer when all wait.
    pub fn virtual_time() -> Clock {
        let clock = Clock::new();
        let start = Instant::now();
        steps::time_is(start);
        let thread = timeline::lane(Kind::Thread, || "thread".to_owned());
        clock.0.time.set(Some(Virtual { start, now: start, thread }));
        clock
    }

    /// Computes for that long: real work on the system's clock, a step forward on a virtual one. Either way the thread
    /// does nothing else meanwhile.
    pub fn work(&self, amount: Duration) {
        match self.0.time.get() {
            None => lab::work::burn(amount),
            Some(time) => self.set(time, time.now + amount),
        }
    }

    /// A virtual clock moves on.
    fn set(&self, time: Virtual, now: Instant) {
        steps::time_is(now);
        self.0.time.set(Some(Virtual { now, ..time }));
    }

    /// How many timers are set.
    pub fn timers(&self) -> usize {
        self.0.timers.borrow().len()
    }

    /// How long the thread may sleep, for all that the timers know, and for `most` at most; `None` is for ever. A virtual
    /// clock jumps here to its next timer, unless `most` is zero: then some task is ready, and no time passes.
    pub(crate) fn patience(&self, most: Option<Duration>) -> Option<Duration> {
        let next = self.0.timers.borrow().next();
        if let Some(time) = self.0.time.get() {
            if most == Some(Duration::ZERO) {
                return most;
            }
            // Nobody can go on before the next timer: then that is what time it is now.
            let Some(next) = next else { return most };
            timeline::mark_at(time.thread, State::Asleep, time.now - time.start);
            self.set(time, next.max(time.now));
            return Some(Duration::ZERO);
        }
        let next = next.map(|at| at.saturating_duration_since(Instant::now()));
        match (most, next) {
            (Some(most), Some(next)) => Some(most.min(next)),
            (most, next) => most.or(next),
        }
    }

    /// Collects the wakers of all timers that are due.
    pub(crate) fn fire(&self, woken: &mut Vec<Waker>) {
        let mut timers = self.0.timers.borrow_mut();
        if !timers.is_empty() {
            timers.fire(self.now(), woken);
        }
    }
}

// ANCHOR: timer
impl Timer for Clock {
    type Key = TimerKey;

    fn now(&self) -> Instant {
        self.0.time.get().map_or_else(Instant::now, |time| time.now)
    }

    fn set_timer(&self, at: Instant, waker: Waker) -> TimerKey {
        self.0.timers.borrow_mut().insert(at, waker)
    }

    fn change_timer(&self, key: TimerKey, waker: &Waker) -> bool {
        // The same task asks again, most often; then there is nothing to do.
        match self.0.timers.borrow().peek(key) {
            None => return false,
            Some(known) if known.will_wake(waker) => return true,
            Some(_) => {}
        }
        let waker = waker.clone(); // outside of the borrow, as its drop below (invariant I5)
        let stale = self.0.timers.borrow_mut().get_mut(key).map(|known| std::mem::replace(known, waker));
        stale.is_some()
    }

    fn cancel_timer(&self, key: TimerKey) {
        let waker = self.0.timers.borrow_mut().cancel(key);
        drop(waker); // the borrow is over
    }
}
// ANCHOR_END: timer

/// Where an executor with nothing but timers waits.
#[derive(Debug)]
pub struct ClockPark {
    /// Who is woken when.
    clock: Clock,
    /// The thread's sleep.
    parker: Parker,
}

impl ClockPark {
    /// The place to wait for this clock's timers, on this thread.
    pub fn new(clock: &Clock) -> ClockPark {
        ClockPark { clock: clock.clone(), parker: Parker::new() }
    }
}

impl Park for ClockPark {
    fn park(&mut self, patience: Option<Duration>, woken: &mut Vec<Waker>) {
        let patience = self.clock.patience(patience);
        steps::note(|| Event::Asks(patience));
        if patience != Some(Duration::ZERO) {
            self.parker.park(patience);
        }
        steps::note(|| Event::Told(Vec::new()));
        self.clock.fire(woken);
    }

    fn waker(&self) -> Waker {
        self.parker.waker()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("timers", &self.timers()).finish_non_exhaustive()
    }
}
