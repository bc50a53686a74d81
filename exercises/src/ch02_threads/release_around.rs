//! # Give the lock up while you wait
//!
//! - minutes: 10
//! - idea: a wait touches nothing, so it needs no lock; and what was let go must be taken back however the wait ends
//! - page: chapters/ch02-threads/lock.md#outside-the-lock
//!
//! One lock around everything, as Python has it: whoever computes holds it. Around anything that blocks, its holder lets
//! go, so that others may compute, and takes the lock back afterwards. Write this [`Gil::release_around`].
//!
//! Who has a [`Gil`] in hand holds the lock; that must be true again when `release_around` is left, *also by a panic* of
//! `blocking`. What runs when a function is left by a panic? [`Drop`].

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A lock for all that computes.
#[derive(Debug, Default)]
pub struct GlobalLock {
    /// Whether a thread holds it now.
    held: Mutex<bool>,
    /// Rung when it was let go.
    free: Condvar,
}

/// The lock, held. Lent by [`GlobalLock::run`], so it cannot be kept.
#[derive(Debug)]
pub struct Gil<'a> {
    /// Held by this thread for as long as this value lives, but inside `release_around`.
    lock: &'a GlobalLock,
}

impl GlobalLock {
    /// Waits for the lock, and runs `work` holding it. A panic of `work` lets go of the lock and goes on.
    pub fn run<T>(&self, work: impl FnOnce(&mut Gil<'_>) -> T) -> T {
        self.acquire();
        let mut gil = Gil { lock: self };
        work(&mut gil)
    }

    /// Whether any thread holds it.
    pub fn is_held(&self) -> bool {
        *self.held()
    }

    /// Sleeps until the lock is free, and takes it.
    fn acquire(&self) {
        let mut held = self.held();
        while *held {
            held = self.free.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held = true;
    }

    /// Lets go, and wakes one of those who wait for it.
    fn release(&self) {
        *self.held() = false;
        self.free.notify_one();
    }

    fn held(&self) -> MutexGuard<'_, bool> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gil<'_> {
    /// Lets go of the lock while `blocking` runs, and waits for the lock afterwards.
    pub fn release_around<T>(&mut self, blocking: impl FnOnce() -> T) -> T {
        // TODO: Let go, block, take the lock back. And if `blocking` panics?
        todo!("Let go, block, take the lock back")
    }
}

impl Drop for Gil<'_> {
    fn drop(&mut self) {
        self.lock.release();
    }
}
