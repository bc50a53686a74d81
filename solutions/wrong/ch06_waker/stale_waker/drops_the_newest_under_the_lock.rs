//! Finds the letter, and lets the newest waker, which is not needed now, go while the mailbox is locked.
// <solution poll>
let newest = cx.waker().clone();
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    drop(newest);
    return Poll::Ready(letter);
}
let stale = mailbox.waker.replace(newest);
drop(mailbox);
drop(stale);
Poll::Pending
// </solution>
