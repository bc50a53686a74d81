//! Keeps the waker of the first poll: the task that has the future now is never woken.
// <solution poll>
if mailbox.waker.is_none() {
    mailbox.waker = Some(newest);
}
Poll::Pending
// </solution>
