//! Keeps a waker somewhere and wakes it not: nobody will.
// <solution>
if self.yielded {
    return Poll::Ready(());
}
self.yielded = true;
std::mem::forget(cx.waker().clone());
Poll::Pending
// </solution>
