//! The parent is woken before the child is noted: polled at once, it does not know whom to poll.

// <solution wake>
if self.queued.swap(true, Ordering::SeqCst) {
    return;
}
let parent = self.shared.lock().parent.take();
if let Some(parent) = parent {
    parent.wake();
}
self.shared.lock().children.push(self.child);
// </solution>
