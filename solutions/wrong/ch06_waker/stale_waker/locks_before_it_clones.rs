//! Locks first, and clones with the lock in its hand.
// <solution poll>
let mut mailbox = lock(&self.mailbox);
let newest = cx.waker().clone();
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
let stale = mailbox.waker.replace(newest);
drop(mailbox);
drop(stale);
Poll::Pending
// </solution>
