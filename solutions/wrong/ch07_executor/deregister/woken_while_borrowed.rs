//! The wakers are woken while the table is borrowed: what they run may come back to it.

// <solution told>
let mut table = self.0.borrow_mut();
for key in ready {
    if let Some(waker) = table.waiting.remove(key) {
        waker.wake();
    }
}
// </solution>
