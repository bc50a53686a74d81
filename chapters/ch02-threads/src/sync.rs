//! What the pool is made of: crossbeam's channel and the system's threads, or, for its models, loom's
//! (`RUSTFLAGS="--cfg loom"`), which run a test through every order of their steps.

#[cfg(not(loom))]
pub(crate) use {
    crossbeam_channel::{Receiver, Sender, bounded, unbounded},
    lab::thread::spawn,
};

#[cfg(loom)]
pub(crate) use loomed::{Receiver, Sender, bounded, spawn, unbounded};

/// A channel in place of crossbeam's, into which loom does not see. What is modelled is what we build around it.
#[cfg(loom)]
mod loomed {
    use std::collections::VecDeque;
    use std::io;
    use std::iter;
    use std::sync::Arc;

    use loom::sync::{Condvar, Mutex, MutexGuard};

    /// What both ends share.
    struct Shared<T> {
        state: Mutex<State<T>>,
        /// Told of every item, and of the last sender's end.
        changed: Condvar,
    }

    struct State<T> {
        items: VecDeque<T>,
        senders: usize,
    }

    pub(crate) struct Sender<T>(Arc<Shared<T>>);
    pub(crate) struct Receiver<T>(Arc<Shared<T>>);

    /// Nobody sends any more, and nothing is left.
    #[derive(Debug)]
    pub(crate) struct Gone;

    pub(crate) fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
        let state = Mutex::new(State { items: VecDeque::new(), senders: 1 });
        let shared = Arc::new(Shared { state, changed: Condvar::new() });
        (Sender(Arc::clone(&shared)), Receiver(shared))
    }

    /// Room without end: the pool never sends more than one through a channel with room for one.
    pub(crate) fn bounded<T>(_room: usize) -> (Sender<T>, Receiver<T>) {
        unbounded()
    }

    pub(crate) fn spawn<T: 'static>(_name: String, f: impl FnOnce() -> T + 'static) -> io::Result<()> {
        loom::thread::spawn(f);
        Ok(())
    }

    impl<T> Shared<T> {
        fn lock(&self) -> MutexGuard<'_, State<T>> {
            self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
        }
    }

    impl<T> Sender<T> {
        pub(crate) fn send(&self, item: T) -> Result<(), T> {
            self.0.lock().items.push_back(item);
            self.0.changed.notify_one();
            Ok(())
        }

        pub(crate) fn len(&self) -> usize {
            self.0.lock().items.len()
        }
    }

    impl<T> Drop for Sender<T> {
        fn drop(&mut self) {
            self.0.lock().senders -= 1;
            self.0.changed.notify_all();
        }
    }

    impl<T> Receiver<T> {
        pub(crate) fn recv(&self) -> Result<T, Gone> {
            let mut state = self.0.lock();
            loop {
                match state.items.pop_front() {
                    Some(item) => return Ok(item),
                    None if state.senders == 0 => return Err(Gone),
                    None => {
                        state = self.0.changed.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
                    }
                }
            }
        }

        /// As crossbeam's: until nobody sends any more, and nothing is left.
        pub(crate) fn iter(&self) -> impl Iterator<Item = T> {
            iter::from_fn(|| self.recv().ok())
        }
    }

    impl<T> Clone for Receiver<T> {
        fn clone(&self) -> Self {
            Receiver(Arc::clone(&self.0))
        }
    }

    impl<T> std::fmt::Debug for Receiver<T> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Receiver")
        }
    }
}
