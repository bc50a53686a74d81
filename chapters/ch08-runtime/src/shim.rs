//! What our two-sided protocols are made of: the standard library's lock, or loom's, which runs a test through every
//! order of their steps (`RUSTFLAGS="--cfg loom"`).

use std::sync::PoisonError;

#[cfg(loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard};
#[cfg(not(loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// Locks. A poisoned lock is as good as any other here: a poisoned state is a half-changed one, and while these locks
/// are held nothing foreign runs that could panic (invariant I5).
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
