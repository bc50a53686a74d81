//! What our two-sided protocols are made of: the standard library's and crossbeam's, or loom's, which runs a test through
//! every order of their steps (`RUSTFLAGS="--cfg loom"`).

#[cfg(not(loom))]
pub(crate) use {
    crossbeam_channel::{Receiver, Sender, unbounded},
    std::sync::atomic::{AtomicBool, Ordering},
};

#[cfg(loom)]
pub(crate) use {
    channel::{Receiver, Sender, unbounded},
    loom::sync::atomic::{AtomicBool, Ordering},
};

/// A queue in place of crossbeam's, into which loom does not see. What is modelled is what we build around it.
#[cfg(loom)]
mod channel {
    use std::collections::VecDeque;
    use std::sync::Arc;

    use loom::sync::{Mutex, MutexGuard};

    pub(crate) struct Sender<T>(Arc<Mutex<VecDeque<T>>>);
    pub(crate) struct Receiver<T>(Arc<Mutex<VecDeque<T>>>);

    pub(crate) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
        let queue = Arc::new(Mutex::new(VecDeque::new()));
        (Sender(Arc::clone(&queue)), Receiver(queue))
    }

    fn lock<T>(queue: &Mutex<VecDeque<T>>) -> MutexGuard<'_, VecDeque<T>> {
        queue.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    impl<T> Sender<T> {
        pub(crate) fn send(&self, item: T) -> Result<(), T> {
            lock(&self.0).push_back(item);
            Ok(())
        }
    }

    impl<T> Receiver<T> {
        pub(crate) fn try_recv(&self) -> Result<T, ()> {
            lock(&self.0).pop_front().ok_or(())
        }

        pub(crate) fn is_empty(&self) -> bool {
            lock(&self.0).is_empty()
        }

        pub(crate) fn len(&self) -> usize {
            lock(&self.0).len()
        }
    }
}
