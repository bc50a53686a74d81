//! The old waker is dropped before the new one is in its place: its drop may end the task, whose outcome is then overwritten.

// <solution poll>
match self.joint.state.replace(State::Given) {
    State::Over(outcome) => Poll::Ready(outcome),
    State::Running(stale) => {
        drop(stale);
        self.joint.state.set(State::Running(Some(cx.waker().clone())));
        Poll::Pending
    }
    State::Given => panic!("a JoinHandle was polled after it had given its outcome"),
}
// </solution>
