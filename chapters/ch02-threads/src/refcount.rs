//! A reference count made by hand, as an interpreter has one in every object: why Python has a lock around everything.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::SeqCst};
use std::thread;

use crate::global_lock::GlobalLock;
use crate::race::{add_in_two_steps, all_at_once};

/// In every so many steps a thread gives way while it uses the object. No multiple of the other rhythm.
const USE_EVERY: u64 = 773;

/// How many places refer to an object.
///
/// CPython's is a plain field, changed by load, add, store. A plain field that two threads change is a data race, which
/// Rust refuses (that is why `Rc` is not `Send`); here each load and each store is atomic, and only the *update* is not. What
/// goes wrong is the same: an update gets lost.
#[derive(Debug)]
pub struct RefCount(AtomicI64);

impl Default for RefCount {
    /// One place: whoever made the object.
    fn default() -> RefCount {
        RefCount(AtomicI64::new(1))
    }
}

// ANCHOR: refcount
impl RefCount {
    /// One more place refers to the object.
    pub fn increment(&self, time: u64) {
        add_in_two_steps(&self.0, 1, time);
    }

    /// One place less. At 0 the object is freed: true says so.
    pub fn decrement(&self, time: u64) -> bool {
        add_in_two_steps(&self.0, -1, time);
        self.0.load(SeqCst) <= 0
    }

    /// What the count says.
    pub fn get(&self) -> i64 {
        self.0.load(SeqCst)
    }
}
// ANCHOR_END: refcount

/// How a count fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it says at the end. Right is 1: whoever made the object still has it.
    pub count: i64,
    /// How many times it said that the object can be freed. Right is 0: it was in use all the time.
    pub freed: u64,
}

/// Threads that take a reference and drop it again, `times` times each, with nothing to protect the count.
///
/// # Errors
/// As [`all_at_once`].
pub fn unprotected(threads: usize, times: u64) -> io::Result<Outcome> {
    on_threads(threads, move |object, _| object.take_and_drop(times, &mut || {}))
}

/// The same under the global lock, which is offered between any two changes of the count, and never within one.
///
/// # Errors
/// As [`all_at_once`].
// ANCHOR: under_the_lock
pub fn under_the_lock(threads: usize, times: u64) -> io::Result<Outcome> {
    on_threads(threads, move |object, lock| {
        lock.run(|gil| object.take_and_drop(times, &mut || gil.offer()));
    })
}
// ANCHOR_END: under_the_lock

/// Something with a count of who refers to it.
#[derive(Debug, Default)]
struct Object {
    /// How many do.
    count: RefCount,
    /// How many times it could have been freed, had anyone believed the count.
    freed: AtomicU64,
}

impl Object {
    fn take_and_drop(&self, times: u64, between: &mut dyn FnMut()) {
        for time in 0..times {
            self.count.increment(time);
            // Something is done with the object. Were the threads interrupted inside a change only, each would always wipe out
            // all that the other has done, the right with the wrong, and on one core the count would come out right by luck.
            if time.is_multiple_of(USE_EVERY) {
                thread::yield_now();
            }
            between();
            if self.count.decrement(time) {
                self.freed.fetch_add(1, SeqCst);
            }
            between();
        }
    }
}

fn on_threads(
    threads: usize,
    work: impl Fn(&Object, &GlobalLock) + Send + Sync + 'static,
) -> io::Result<Outcome> {
    let shared = Arc::new((Object::default(), GlobalLock::new()));
    let mine = Arc::clone(&shared);
    all_at_once(threads, 1, move |_| work(&mine.0, &mine.1))?;
    let object = &shared.0;
    Ok(Outcome { count: object.count.get(), freed: object.freed.load(SeqCst) })
}

/// The same with std's `Arc`, whose count changes in one indivisible step: what `strong_count` says at the end.
///
/// # Errors
/// As [`all_at_once`].
pub fn with_arc(threads: usize, times: u64) -> io::Result<usize> {
    let object = Arc::new(());
    let shared = Arc::clone(&object);
    all_at_once(threads, times, move |_| drop(Arc::clone(&shared)))?;
    Ok(Arc::strong_count(&object))
}
