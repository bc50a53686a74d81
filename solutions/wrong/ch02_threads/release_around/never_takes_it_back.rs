//! Lets go and does not take the lock back.
// <solution>
self.lock.release();
blocking()
// </solution>
