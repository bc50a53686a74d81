//! The waker that was taken out is a temporary, and dropped before the borrow ends: its drop may come back to the table.

// <solution drop>
self.reactor.0.borrow_mut().waiting.remove(&self.key);
// </solution>
