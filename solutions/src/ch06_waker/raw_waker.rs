//! # A waker by hand
//!
//! - minutes: 25
//! - idea: a waker is a pointer and a table of four functions; what they must keep right is a count
//! - page: chapters/ch06-waker/pin.md#a-waker-by-hand
//! - optional: ★
//!
//! A waker that calls a closure. `Wake` would do it in three lines; here the table is yours. The pointer comes from
//! [`Arc::into_raw`]: it *is* a handle of the `Arc`, which nobody counts down but you. So each waker stands for one
//! handle, and each function must leave the count right:
//!
//! | the caller does | it calls | and then there is |
//! |---|---|---|
//! | `clone` | `clone_waker` | one handle more |
//! | `wake` | `wake`, and never `drop_waker` | one less: the waker is used up |
//! | `wake_by_ref` | `wake_by_ref` | as many |
//! | drops it | `drop_waker` | one less |
//!
//! This must also hold when the closure panics. What gives and takes handles by a bare pointer:
//! [`Arc::increment_strong_count`], [`Arc::decrement_strong_count`], [`Arc::from_raw`]. The pointer has forgotten its
//! type, so each function begins by saying it, `data.cast::<F>()`; the count of an `Arc` of another type may lie elsewhere.
#![expect(
    unsafe_code,
    reason = "a RawWaker's four functions get an untyped pointer; that it is ours no compiler sees"
)]

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// A waker that calls `call` at each wake. The closure is dropped with the last waker.
pub fn waker<F: Fn() + Send + Sync + 'static>(call: F) -> Waker {
    // TODO: Make the pointer, put the table beside it, and make a waker of both. Why may you?
    // <solution make>
    let data = Arc::into_raw(Arc::new(call)).cast::<()>();
    // SAFETY: what the documentation of `RawWaker` asks. Any thread may call the functions (the closure is Send and Sync,
    // the counts of `Arc` are atomic). A clone lives on when this one is gone: each has a handle of its own. And the
    // functions get this pointer, of an `Arc<F>` of this same `F`.
    unsafe { Waker::from_raw(RawWaker::new(data, table::<F>())) }
    // </solution>
}

/// The four functions, for one type of closure.
fn table<F: Fn() + Send + Sync + 'static>() -> &'static RawWakerVTable {
    const { &RawWakerVTable::new(clone_waker::<F>, wake::<F>, wake_by_ref::<F>, drop_waker::<F>) }
}

/// One waker becomes two.
///
/// # Safety
/// `data` is from `Arc::into_raw` of an `Arc<F>`, and the handle it stands for is still there.
unsafe fn clone_waker<F: Fn() + Send + Sync + 'static>(data: *const ()) -> RawWaker {
    let call = data.cast::<F>();
    // TODO: Make a second waker of this one. Whose is its handle?
    // <solution clone>
    // SAFETY: `data` is a handle of an `Arc<F>`, and the waker that is cloned keeps it for as long as this call lasts. The
    // handle made here belongs to the new waker.
    unsafe { Arc::increment_strong_count(call) };
    RawWaker::new(data, table::<F>())
    // </solution>
}

/// Wakes, and uses the waker up.
///
/// # Safety
/// As for `clone_waker`; and nobody uses that handle after this call.
unsafe fn wake<F: Fn() + Send + Sync + 'static>(data: *const ()) {
    let call = data.cast::<F>();
    // TODO: Call the closure and give the handle up. Nobody will call `drop_waker` for this one.
    // <solution wake>
    // SAFETY: `data` is a handle of an `Arc<F>`, and it is ours now: it becomes an `Arc` again, whose drop counts it
    // down, also when the closure panics.
    let call = unsafe { Arc::from_raw(call) };
    call();
    // </solution>
}

/// Wakes, and leaves the waker as it is.
///
/// # Safety
/// As for `clone_waker`.
unsafe fn wake_by_ref<F: Fn() + Send + Sync + 'static>(data: *const ()) {
    let call = data.cast::<F>();
    // TODO: Call the closure and keep the handle. It is only lent to you.
    // <solution wake_by_ref>
    // SAFETY: `data` points to an `F` inside an `Arc<F>`, and the waker keeps its handle for as long as this call lasts.
    // A mere reference counts nothing, up or down.
    let call = unsafe { &*call };
    call();
    // </solution>
}

/// Gives the waker up without a wake.
///
/// # Safety
/// As for `wake`.
unsafe fn drop_waker<F: Fn() + Send + Sync + 'static>(data: *const ()) {
    let call = data.cast::<F>();
    // TODO: Give the handle up. It may be the last one.
    // <solution drop>
    // SAFETY: `data` is a handle of an `Arc<F>`, and the waker is being dropped: this is the last use of it.
    unsafe { Arc::decrement_strong_count(call) };
    // </solution>
}
