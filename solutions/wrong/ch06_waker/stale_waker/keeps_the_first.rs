//! Keeps the waker of the first poll: the task that has the future now is never woken.
// <solution poll>
let newest = cx.waker().clone();
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
if mailbox.waker.is_none() {
    mailbox.waker = Some(newest);
}
Poll::Pending
// </solution>
