//! A waker made by hand: what the standard library's `Wake` does for us. The chapter's one unsafe module.
//!
//! A [`Waker`] is two words: a pointer to something, and a pointer to a table of four functions that know what that
//! something is. So a waker can come from any executor, and whoever holds it need not know which. In other languages
//! this is an object with methods; here the table is written by hand.
//!
//! | the caller does | the table's function | handles of the `Arc` |
//! |---|---|---|
//! | `clone` | `clone` | one more |
//! | `wake` | `wake` | one less: the waker is used up |
//! | `wake_by_ref` | `wake_by_ref` | as many |
//! | drops it | `drop` | one less |
#![expect(
    unsafe_code,
    reason = "a RawWaker's four functions get an untyped pointer; that it is ours no compiler sees"
)]

use std::mem::ManuallyDrop;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};

use crate::parker::Parker;

/// [`block_on`](crate::block_on()) once more, on the waker made here. The loop is the same: nobody can tell the two
/// wakers apart.
///
/// ```
/// let answer = ch06_waker::raw_waker::block_on(async { 6 * 7 });
/// assert_eq!(answer, 42);
/// ```
///
/// # Panics
/// When the future does.
// ANCHOR: block_on
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let parker = Parker::new();
    let waker = waker(parker.bell());
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => parker.park(None),
        }
    }
}
// ANCHOR_END: block_on

// ANCHOR: waker
/// What `Waker::from(Arc<W>)` does.
///
/// The bounds are part of the safety. `Send + Sync`, because a waker may be cloned, woken and dropped on any thread.
/// `'static`, because it may be kept for ever.
pub fn waker<W: Wake + Send + Sync + 'static>(called: Arc<W>) -> Waker {
    // The handle becomes a bare pointer, and is not counted down: from now on it belongs to the waker.
    let data = Arc::into_raw(called).cast::<()>();
    // SAFETY: `from_raw` wants what the documentation of `RawWaker` asks of the four functions. They may be called on
    // any thread (`W` is Send and Sync, the counts of `Arc` are atomic). `clone` gives a waker of its own, that lives
    // on when this one is gone (a handle each). `wake` and `drop` give up one handle, `wake_by_ref` none. And all get
    // the pointer that stands beside them, which came from an `Arc<W>` of this same `W`.
    unsafe { Waker::from_raw(RawWaker::new(data, table::<W>())) }
}

/// The four functions, for one type: to each `W` a table of its own.
fn table<W: Wake + Send + Sync + 'static>() -> &'static RawWakerVTable {
    const { &RawWakerVTable::new(clone::<W>, wake::<W>, wake_by_ref::<W>, drop::<W>) }
}
// ANCHOR_END: waker

// ANCHOR: functions
/// One waker becomes two.
///
/// # Safety
/// `data` is from `Arc::into_raw` of an `Arc<W>`, and the handle it stands for is still there.
unsafe fn clone<W: Wake + Send + Sync + 'static>(data: *const ()) -> RawWaker {
    // SAFETY: `data` is from `Arc::<W>::into_raw` in `waker`, and the waker that is cloned holds its handle for as
    // long as this call lasts, so the count is 1 at least. The handle made here belongs to the new waker.
    unsafe { Arc::increment_strong_count(data.cast::<W>()) };
    RawWaker::new(data, table::<W>())
}

/// Wakes, and uses the waker up.
///
/// # Safety
/// As for `clone`; and nobody uses that handle after this call.
unsafe fn wake<W: Wake + Send + Sync + 'static>(data: *const ()) {
    // SAFETY: as above, `data` is a handle of an `Arc<W>`. `Waker::wake` forgets itself before it calls us, so nobody
    // else will give this handle up: it becomes an `Arc` again, and that counts it down, even if `W::wake` panics.
    W::wake(unsafe { Arc::from_raw(data.cast::<W>()) });
}

/// Wakes, and leaves the waker as it is.
///
/// # Safety
/// As for `clone`.
unsafe fn wake_by_ref<W: Wake + Send + Sync + 'static>(data: *const ()) {
    // SAFETY: as above, `data` is a handle of an `Arc<W>`, and the waker keeps it for as long as this call lasts. It is
    // only lent, so it must not be counted down: hence `ManuallyDrop`, also for the case that `W::wake_by_ref` panics.
    let lent = ManuallyDrop::new(unsafe { Arc::from_raw(data.cast::<W>()) });
    W::wake_by_ref(&lent);
}

/// Gives the waker up without a wake.
///
/// # Safety
/// As for `clone`; and nobody uses that handle after this call.
unsafe fn drop<W: Wake + Send + Sync + 'static>(data: *const ()) {
    // SAFETY: as above, `data` is a handle of an `Arc<W>`. The waker is being dropped, so this is the last use of it.
    unsafe { Arc::decrement_strong_count(data.cast::<W>()) };
}
// ANCHOR_END: functions
