//! Wakes the waker that it replaces, "so that nothing is lost": a task is asked for nothing.
// <solution poll>
let newest = cx.waker().clone();
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
let stale = mailbox.waker.replace(newest);
drop(mailbox);
if let Some(stale) = stale {
    stale.wake();
}
Poll::Pending
// </solution>
