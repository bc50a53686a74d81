//! Writes the newest over the old one: that drops the old one while the mailbox is locked.
// <solution poll>
let newest = cx.waker().clone();
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
mailbox.waker = Some(newest);
Poll::Pending
// </solution>
