//! Recording: the events of one loop, in their order.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::{Event, Noted, Steps};

/// Nobody looks at more; a loop that runs for minutes must not fill the memory.
const MOST: usize = 200_000;

/// Where events are kept. Locked for a moment at each.
#[derive(Debug)]
struct Log {
    /// In the order in which they happened.
    events: Vec<Noted>,
    /// Whether there were more than [`MOST`].
    too_many: bool,
    /// Set by a loop whose clock is not the system's: what time it is.
    time: Option<Instant>,
    /// Set when the recording ends. Threads that live longer then note no more.
    ended: bool,
}

/// A recorder, as one thread knows it.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    /// The recorder itself.
    log: Arc<Mutex<Log>>,
    /// Whether this is another thread than the one that records.
    elsewhere: bool,
}

impl Handle {
    fn lock(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    /// Whether this thread notes. It needs no destructor, so a look at it is all that a note costs nearly always.
    static ON: Cell<bool> = const { Cell::new(false) };
    /// Where, if it does. Borrowed by the functions here alone, and for no longer than they last.
    static HERE: RefCell<Option<Handle>> = const { RefCell::new(None) };
}

/// This thread's recorder, if it has one. A note may come from a destructor of the thread that ends: then it has none.
fn here() -> Option<Handle> {
    HERE.try_with(|here| here.borrow().clone()).ok().flatten()
}

fn enter(handle: Option<Handle>) -> Option<Handle> {
    ON.set(handle.is_some());
    HERE.try_with(|here| here.replace(handle)).ok().flatten()
}

// ANCHOR: note
/// Notes an event, if this thread has a recorder. The event is made only then.
#[inline]
pub fn note(event: impl FnOnce() -> Event) {
    if ON.get() {
        write(event(), || ());
    }
}
// ANCHOR_END: note

/// Notes an event, and does it before anyone can note another. For what several threads do, such as a push to the ready
/// queue: the notes then stand in the order in which it was done. `act` must note nothing itself.
#[inline]
pub fn while_noting<T>(event: impl FnOnce() -> Event, act: impl FnOnce() -> T) -> T {
    if ON.get() { write(event(), act) } else { act() }
}

#[cold]
fn write<T>(event: Event, act: impl FnOnce() -> T) -> T {
    let Some(handle) = here() else { return act() };
    let mut log = handle.lock();
    if log.events.len() == MOST {
        log.too_many = true;
    } else if !log.ended {
        let at = log.time.unwrap_or_else(Instant::now);
        log.events.push(Noted { at, elsewhere: handle.elsewhere, event });
    }
    act()
}

/// From now on events are noted at this time: for loops whose clock is not the system's.
#[inline]
pub fn time_is(time: Instant) {
    if ON.get()
        && let Some(handle) = here()
    {
        handle.lock().time = Some(time);
    }
}

/// Runs `f`, and gives what was noted meanwhile, on this thread and on those it has started by [`crate::thread::spawn`].
/// It is meant for one loop at a time: with two, nobody could tell their tasks apart.
///
/// Inside another recording, the inner one has all events until it ends.
pub fn record<T>(f: impl FnOnce() -> T) -> (T, Steps) {
    /// Puts back what the thread knew before, even when `f` panics.
    struct Restore(Option<Handle>);
    impl Drop for Restore {
        fn drop(&mut self) {
            enter(self.0.take());
        }
    }

    let log = Log { events: Vec::new(), too_many: false, time: None, ended: false };
    let handle = Handle { log: Arc::new(Mutex::new(log)), elsewhere: false };
    let start = Instant::now();
    let restore = Restore(enter(Some(handle.clone())));
    let result = f();
    drop(restore);
    let mut log = handle.lock();
    log.ended = true;
    let (events, too_many) = (std::mem::take(&mut log.events), log.too_many);
    drop(log);
    (result, Steps { start, events, too_many })
}

/// This thread's recorder, to be [adopted](adopt) by the thread that it starts next.
pub(crate) fn for_a_new_thread() -> Option<Handle> {
    here().map(|handle| Handle { elsewhere: true, ..handle })
}

/// From now on this thread notes where the one does that called [`for_a_new_thread`].
pub(crate) fn adopt(handle: Option<Handle>) {
    enter(handle);
}
