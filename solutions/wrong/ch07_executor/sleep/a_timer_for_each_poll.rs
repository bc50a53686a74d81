//! Every poll sets one more timer.

// <solution poll>
let Some(until) = self.until else { return Poll::Pending };
if self.timer.now() >= until {
    self.unset();
    return Poll::Ready(());
}
self.key = Some(self.timer.set_timer(until, cx.waker().clone()));
Poll::Pending
// </solution>
