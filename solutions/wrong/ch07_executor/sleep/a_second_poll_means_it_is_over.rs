//! Who is polled again takes the time for over: but any wake leads to a poll.

// <solution poll>
let Some(until) = self.until else { return Poll::Pending };
if self.key.is_some() || self.timer.now() >= until {
    self.unset();
    return Poll::Ready(());
}
self.key = Some(self.timer.set_timer(until, cx.waker().clone()));
Poll::Pending
// </solution>
