//! The flag is cleared before the poll and once more after it: a task that was woken during the poll can be noted twice.

// <solution poll>
self.queued.store(false, Ordering::SeqCst);
let waker = Waker::from(Arc::clone(self));
let polled = future.poll(&mut Context::from_waker(&waker));
self.queued.store(false, Ordering::SeqCst);
polled
// </solution>
