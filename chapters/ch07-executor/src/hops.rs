//! Notes of who has done what, when: for the demo that follows one byte on its way.

use std::cell::{Cell, RefCell};
use std::time::Instant;

/// One step on the way.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// When.
    pub at: Instant,
    /// The source file whose code it was, as the compiler names it.
    pub file: &'static str,
    /// What was done.
    pub what: &'static str,
}

thread_local! {
    /// Whether this thread takes notes. It needs no destructor, so a look at it is all that a note costs nearly always.
    static ON: Cell<bool> = const { Cell::new(false) };
    /// The notes, oldest first. Borrowed by the functions here alone, and for no longer than they last.
    static HOPS: RefCell<Vec<Hop>> = const { RefCell::new(Vec::new()) };
}

// ANCHOR: note
/// Notes a hop of this thread, if notes are taken.
#[inline]
pub fn note(file: &'static str, what: &'static str) {
    if ON.get() {
        write(Hop { at: Instant::now(), file, what });
    }
}
// ANCHOR_END: note

#[cold]
fn write(hop: Hop) {
    // A note may come from a destructor of the thread that ends: then nobody reads it.
    let _ = HOPS.try_with(|hops| hops.borrow_mut().push(hop));
}

/// From now on this thread takes notes; older ones are gone.
pub fn start() {
    let _ = HOPS.try_with(|hops| hops.borrow_mut().clear());
    ON.set(true);
}

/// From now on it takes none; gives those since [`start`].
pub fn stop() -> Vec<Hop> {
    ON.set(false);
    HOPS.try_with(RefCell::take).unwrap_or_default()
}
