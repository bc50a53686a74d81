//! Takes the waker out and drops it in the line that locks: the guard without a name lives until the `;`.
// <solution drop>
drop(lock(&self.mailbox).waker.take());
// </solution>
