//! Sets the flag and unparks nobody: who sleeps already sleeps on.
// <solution wake>
self.rung.store(true, SeqCst);
// </solution>
