//! The flag is not asked: a thousand wakes are a thousand notes.

// <solution wake>
self.queued.store(true, Ordering::SeqCst);
(self.leave)(self.task);
// </solution>
