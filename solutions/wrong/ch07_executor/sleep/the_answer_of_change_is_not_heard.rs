//! That there was no timer to change is not heard: nobody will wake the task.

// <solution poll>
let Some(until) = self.until else { return Poll::Pending };
if self.timer.now() >= until {
    self.unset();
    return Poll::Ready(());
}
match self.key {
    Some(key) => {
        self.timer.change_timer(key, cx.waker());
    }
    None => self.key = Some(self.timer.set_timer(until, cx.waker().clone())),
}
Poll::Pending
// </solution>
