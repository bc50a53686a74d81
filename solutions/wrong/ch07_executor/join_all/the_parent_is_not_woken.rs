//! The child is noted, and nobody tells the parent.

// <solution wake>
if !self.queued.swap(true, Ordering::SeqCst) {
    self.shared.lock().children.push(self.child);
}
// </solution>
