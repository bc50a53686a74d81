//! The new waker is cloned while the table is borrowed: its clone may come back to the table.

// <solution wait>
let stale = self.reactor.0.borrow_mut().waiting.insert(self.key, cx.waker().clone());
drop(stale);
// </solution>
