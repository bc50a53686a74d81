//! The flag is cleared after the poll: a wake during the poll is lost.

// <solution poll>
let waker = Waker::from(Arc::clone(self));
let polled = future.poll(&mut Context::from_waker(&waker));
self.queued.store(false, Ordering::SeqCst);
polled
// </solution>
