//! Replaces the waker only if it is the same.
// <solution poll>
let newest = cx.waker().clone();
let mut mailbox = lock(&self.mailbox);
if let Some(letter) = mailbox.letter.take() {
    return Poll::Ready(letter);
}
let stale = match &mailbox.waker {
    Some(kept) if !kept.will_wake(&newest) => None,
    _ => mailbox.waker.replace(newest),
};
drop(mailbox);
drop(stale);
Poll::Pending
// </solution>
