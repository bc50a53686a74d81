//! Wakers of other people, which may run any code.

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// What happens to a waker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Also when it is used up by the wake: there is no `Dropped` after that.
    Woken,
    Cloned,
    Dropped,
}

/// What it does then.
type Reaction = Box<dyn Fn(Happened) + Send + Sync>;

/// A waker that runs `react` whenever it is woken, cloned or dropped. It may do there what it likes, and use the very
/// thing it waits for (invariant I5). (Std's `Wake` keeps clones and drops to itself, so this one is made by hand.)
pub fn foreign_waker(react: impl Fn(Happened) + Send + Sync + 'static) -> Waker {
    let react = move |happened| {
        // A test that fails drops its wakers on the way out: a second panic would hide the first, and all other tests.
        if !std::thread::panicking() {
            react(happened);
        }
    };
    raw::waker(Arc::new(Box::new(react) as Reaction))
}

#[allow(unsafe_code)]
mod raw {
    use super::{Arc, Happened, RawWaker, RawWakerVTable, Reaction, Waker};

    static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_it);

    pub(super) fn waker(reaction: Arc<Reaction>) -> Waker {
        // SAFETY: the table's functions all expect what `Arc::into_raw` of an `Arc<Reaction>` gives, and keep its count:
        // one for each waker. A reaction is `Send` and `Sync`, and they may be called on any thread.
        unsafe { Waker::from_raw(RawWaker::new(Arc::into_raw(reaction).cast(), &TABLE)) }
    }

    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: the waker that is cloned has a count of its own, so the reaction lives; the clone gets another.
        unsafe {
            (*data.cast::<Reaction>())(Happened::Cloned);
            Arc::increment_strong_count(data.cast::<Reaction>());
        }
        RawWaker::new(data, &TABLE)
    }

    unsafe fn wake(data: *const ()) {
        // SAFETY: it takes over the count of the waker that is used up.
        let reaction = unsafe { Arc::from_raw(data.cast::<Reaction>()) };
        reaction(Happened::Woken);
    }

    unsafe fn wake_by_ref(data: *const ()) {
        // SAFETY: the waker has a count of its own, so the reaction lives.
        unsafe { (*data.cast::<Reaction>())(Happened::Woken) };
    }

    unsafe fn drop_it(data: *const ()) {
        // SAFETY: it takes over the count of the waker that is dropped.
        let reaction = unsafe { Arc::from_raw(data.cast::<Reaction>()) };
        reaction(Happened::Dropped);
    }
}
