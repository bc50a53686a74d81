//! Over before its timer has fired, it leaves the timer where it is.

// <solution poll>
let Some(until) = self.until else { return Poll::Pending };
if self.timer.now() >= until {
    return Poll::Ready(());
}
let is_set = self.key.is_some_and(|key| self.timer.change_timer(key, cx.waker()));
if !is_set {
    self.key = Some(self.timer.set_timer(until, cx.waker().clone()));
}
Poll::Pending
// </solution>
