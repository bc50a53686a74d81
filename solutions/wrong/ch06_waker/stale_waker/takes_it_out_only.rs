//! Takes the old waker out and puts the newest in only if there was none: every second poll leaves nobody to wake.
// <solution poll>
let newest = cx.waker().clone();
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
let stale = mailbox.waker.take();
if stale.is_none() {
    mailbox.waker = Some(newest);
}
drop(mailbox);
drop(stale);
Poll::Pending
// </solution>
