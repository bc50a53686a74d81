//! The flag is set and never cleared: a task has one wake in its life.

// <solution poll>
let waker = Waker::from(Arc::clone(self));
future.poll(&mut Context::from_waker(&waker))
// </solution>
