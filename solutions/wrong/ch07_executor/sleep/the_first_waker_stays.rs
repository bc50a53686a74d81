//! The waker of the first poll stays with the timer, though the sleep may have moved to another task.

// <solution poll>
let Some(until) = self.until else { return Poll::Pending };
if self.timer.now() >= until {
    self.unset();
    return Poll::Ready(());
}
if self.key.is_none() {
    self.key = Some(self.timer.set_timer(until, cx.waker().clone()));
}
Poll::Pending
// </solution>
