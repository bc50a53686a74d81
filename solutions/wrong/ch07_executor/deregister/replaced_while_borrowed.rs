//! The waker that is replaced is dropped before the borrow ends: its drop may come back to the table.

// <solution wait>
let waker = cx.waker().clone();
self.reactor.0.borrow_mut().waiting.insert(self.key, waker);
// </solution>
