//! Makes the newest waker in the line that puts it in, under the lock: a clone may run anybody's code.
// <solution poll>
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
let stale = mailbox.waker.replace(cx.waker().clone());
drop(mailbox);
drop(stale);
Poll::Pending
// </solution>
