//! The parent is woken while the lock is held: what its waker runs may need it.

// <solution wake>
if self.queued.swap(true, Ordering::SeqCst) {
    return;
}
let mut woken = self.shared.lock();
woken.children.push(self.child);
if let Some(parent) = woken.parent.take() {
    parent.wake();
}
// </solution>
