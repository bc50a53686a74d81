//! Says `Pending` and wakes nobody: it is never polled again.
// <solution>
if self.yielded {
    return Poll::Ready(());
}
self.yielded = true;
Poll::Pending
// </solution>
