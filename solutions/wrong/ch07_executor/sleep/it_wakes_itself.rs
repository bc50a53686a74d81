//! It wakes itself until the time has come: right at last, but never asleep.

// <solution poll>
let Some(until) = self.until else { return Poll::Pending };
if self.timer.now() >= until {
    return Poll::Ready(());
}
cx.waker().wake_by_ref();
Poll::Pending
// </solution>
