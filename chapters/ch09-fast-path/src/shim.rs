//! What our two-sided protocols are made of: the standard library's, or loom's, which runs a test through every order of
//! their steps (`RUSTFLAGS="--cfg loom"`).

use std::sync::PoisonError;

#[cfg(loom)]
pub(crate) use loom::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, Ordering, fence},
};
#[cfg(not(loom))]
pub(crate) use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU32, Ordering, fence},
};

/// Locks. A poisoned lock is as good as any other here: nothing foreign runs under it that could panic (invariant I5).
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
