//! The note is left first, then the flag is set: the executor may have polled in between.

// <solution wake>
if !self.queued.load(Ordering::SeqCst) {
    (self.leave)(self.task);
    self.queued.store(true, Ordering::SeqCst);
}
// </solution>
