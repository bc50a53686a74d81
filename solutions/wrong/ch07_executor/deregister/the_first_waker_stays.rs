//! The waker that stands there stays, though another task waits now.

// <solution wait>
self.reactor.0.borrow_mut().waiting.entry(self.key).or_insert_with(|| cx.waker().clone());
// </solution>
