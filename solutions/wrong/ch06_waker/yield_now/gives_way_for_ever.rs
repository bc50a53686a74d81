//! Does not note that it has given way: it is pending at every poll, and burns a core.
// <solution>
if self.yielded {
    return Poll::Ready(());
}
cx.waker().wake_by_ref();
Poll::Pending
// </solution>
