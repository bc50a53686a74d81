//! Wakes the waker that it replaces, "so that nothing is lost": a task is asked for nothing.
// <solution poll>
let stale = mailbox.waker.replace(newest);
drop(mailbox);
if let Some(stale) = stale {
    stale.wake();
}
Poll::Pending
// </solution>
