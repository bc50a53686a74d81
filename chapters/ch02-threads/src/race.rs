//! Several threads, one number: updates that get lost, and ways not to lose them.
//!
//! None of this is a data race: every access is atomic, and the compiler accepts all of it. It is a race *condition*: what
//! a thread has seen may be old by the time it acts on it.

use std::hint::black_box;
use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;

/// In every so many steps, a thread gives way between seeing and acting. Without it a machine with one core would show a
/// lost update only where the system happens to interrupt, which is rare: that is why such faults survive their tests.
pub const GIVE_WAY_EVERY: u64 = 1_000;

/// Runs `step` on `threads` threads, `times` times on each, all from one instant on. A step is told its number.
///
/// # Errors
/// The system has no thread to give; nothing has run then.
///
/// # Panics
/// When `step` does.
// ANCHOR: all_at_once
pub fn all_at_once(threads: usize, times: u64, step: impl Fn(u64) + Send + Sync + 'static) -> io::Result<()> {
    let step = Arc::new(step);
    // A thread may be done before the next one is up, and then there is no race to see. So they meet at a barrier.
    let line = Arc::new(Barrier::new(threads));
    // They go there only when all of them exist: a barrier waits for ever for one that could not be started.
    let (go, wait) = crossbeam_channel::bounded(threads);
    let mut racers = Vec::with_capacity(threads);
    for k in 1..=threads {
        let (step, line, wait) = (Arc::clone(&step), Arc::clone(&line), wait.clone());
        racers.push(lab::thread::spawn(format!("racer {k}"), move || {
            if wait.recv().is_ok() {
                line.wait();
                (0..times).for_each(|time| step(time));
            }
        })?);
    }
    (0..threads).for_each(|_| {
        let _ = go.send(());
    });
    for racer in racers {
        racer.join().unwrap_or_else(|panic| resume_unwind(panic));
    }
    Ok(())
}
// ANCHOR_END: all_at_once

/// A number that several threads change.
pub trait Count: Send + Sync + 'static {
    /// Adds one, in the caller's `time`-th step.
    fn add_one(&self, time: u64);
    /// The number.
    fn get(&self) -> i64;
}

/// Sees, then acts: two steps, each of them atomic, but not both together. Updates get lost.
#[derive(Debug, Default)]
pub struct LoadThenStore(AtomicI64);

// ANCHOR: counts
// ANCHOR: load_then_store
impl Count for LoadThenStore {
    fn add_one(&self, time: u64) {
        add_in_two_steps(&self.0, 1, time);
    }
    fn get(&self) -> i64 {
        self.0.load(SeqCst)
    }
}

/// Loads, adds, stores. Whatever others stored in between is overwritten.
pub(crate) fn add_in_two_steps(count: &AtomicI64, change: i64, time: u64) {
    // `black_box`: the compiler must really have the value at hand here, as a program that decides something on it would.
    let seen = black_box(count.load(SeqCst));
    if time.is_multiple_of(GIVE_WAY_EVERY) {
        thread::yield_now();
    }
    count.store(seen + change, SeqCst);
}

// ANCHOR_END: load_then_store

/// Seeing and acting in one indivisible step of the processor. None gets lost.
#[derive(Debug, Default)]
pub struct FetchAdd(AtomicI64);

impl Count for FetchAdd {
    fn add_one(&self, time: u64) {
        if time.is_multiple_of(GIVE_WAY_EVERY) {
            thread::yield_now();
        }
        self.0.fetch_add(1, SeqCst);
    }
    fn get(&self) -> i64 {
        self.0.load(SeqCst)
    }
}

// ANCHOR: locked
/// Seeing and acting while nobody else may. None gets lost, and it works for more than a number.
#[derive(Debug, Default)]
pub struct Locked(Mutex<i64>);

impl Count for Locked {
    fn add_one(&self, time: u64) {
        let mut count = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = black_box(*count);
        if time.is_multiple_of(GIVE_WAY_EVERY) {
            thread::yield_now(); // others may run now, but they cannot come in
        }
        *count = seen + 1;
    }
    fn get(&self) -> i64 {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
// ANCHOR_END: locked
// ANCHOR_END: counts

/// How many of `threads` × `times` additions got lost.
///
/// # Errors
/// As [`all_at_once`].
pub fn lost<C: Count + Default>(threads: usize, times: u64) -> io::Result<i64> {
    let count = Arc::new(C::default());
    let shared = Arc::clone(&count);
    all_at_once(threads, times, move |time| shared.add_one(time))?;
    Ok(threads as i64 * times as i64 - count.get())
}

/// The last seat of a show, booked by looking first: *check, then act*.
#[derive(Debug)]
pub struct LastSeat {
    /// How many seats are free: 1 at first. Below 0, more were sold than there are.
    free: Mutex<i64>,
}

impl LastSeat {
    fn lock(&self) -> MutexGuard<'_, i64> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Books it if it is free. Each access holds the lock, the decision does not: two who look at once both get it.
    // ANCHOR: check_then_act
    pub fn check_then_act(&self) {
        let free = *self.lock(); // locked, looked, and unlocked again
        if free > 0 {
            thread::yield_now(); // a payment, a log line, a lunch break
            *self.lock() -= 1;
        }
    }
    // ANCHOR_END: check_then_act

    /// The same with the decision inside the lock.
    pub fn check_and_act(&self) {
        let mut free = self.lock();
        if *free > 0 {
            thread::yield_now(); // others may run now, but they cannot come in
            *free -= 1;
        }
    }
}

/// How many of `shows` last seats are sold more than once, when all threads want each of them.
///
/// # Errors
/// As [`all_at_once`].
pub fn sold_twice(threads: usize, shows: u64, book: fn(&LastSeat)) -> io::Result<usize> {
    let seats: Arc<Vec<LastSeat>> = Arc::new((0..shows).map(|_| LastSeat { free: Mutex::new(1) }).collect());
    let shared = Arc::clone(&seats);
    all_at_once(threads, 1, move |_| shared.iter().for_each(book))?;
    Ok(seats.iter().filter(|seat| *seat.lock() < 0).count())
}
