//! A waker that lets a check do something when it is cloned or dropped: `Wake` keeps both to itself.
#![expect(unsafe_code, reason = "only a table made by hand hears of clones and drops")]

use std::cell::RefCell;
use std::ptr::null;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::{RawWaker, RawWakerVTable, Waker};

thread_local! {
    /// What is done at the next clones on this thread, the last one first.
    static AT_CLONES: RefCell<Vec<Box<dyn FnOnce()>>> = RefCell::default();
    /// What is done at the next drop on this thread.
    static AT_DROP: RefCell<Option<Box<dyn FnOnce()>>> = RefCell::default();
}

/// How many times any of them was woken.
static WAKES: AtomicU64 = AtomicU64::new(0);

static TABLE: RawWakerVTable = RawWakerVTable::new(
    |_| {
        let act = AT_CLONES.with_borrow_mut(Vec::pop);
        act.into_iter().for_each(|act| act());
        RawWaker::new(null(), &TABLE)
    },
    |_| {
        WAKES.fetch_add(1, SeqCst);
    },
    |_| {
        WAKES.fetch_add(1, SeqCst);
    },
    |_| {
        let act = AT_DROP.with_borrow_mut(Option::take);
        act.into_iter().for_each(|act| act());
    },
);

/// The waker.
pub fn spy() -> Waker {
    // SAFETY: the functions of the table use no pointer: what they touch is static, or the thread's own. So they may be called
    // on any thread, in any order, for as long as the program runs.
    unsafe { Waker::new(null(), &TABLE) }
}

/// At the clone of that number from now on (1 is the next), on this thread, this is done.
pub fn at_clone(number: usize, act: impl FnOnce() + 'static) {
    let mut acts: Vec<Box<dyn FnOnce()>> = vec![Box::new(act)];
    for _ in 1..number {
        acts.push(Box::new(|| ()));
    }
    AT_CLONES.set(acts);
}

/// At the next drop on this thread this is done.
pub fn at_drop(act: impl FnOnce() + 'static) {
    AT_DROP.set(Some(Box::new(act)));
}

/// Nothing is done any more.
pub fn at_ease() {
    drop((AT_CLONES.take(), AT_DROP.take()));
}

/// How many times a spy was woken.
pub fn wakes() -> u64 {
    WAKES.load(SeqCst)
}
