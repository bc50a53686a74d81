//! Writes the newest over the old one: that drops the old one while the mailbox is locked.
// <solution poll>
mailbox.waker = Some(newest);
Poll::Pending
// </solution>
