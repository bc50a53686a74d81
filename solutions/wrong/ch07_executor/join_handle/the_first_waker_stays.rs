//! The waker of the first poll is kept: the handle may have moved to another task since.

// <solution poll>
match self.joint.state.replace(State::Given) {
    State::Over(outcome) => Poll::Ready(outcome),
    State::Running(known) => {
        let waker = known.unwrap_or_else(|| cx.waker().clone());
        self.joint.state.set(State::Running(Some(waker)));
        Poll::Pending
    }
    State::Given => panic!("a JoinHandle was polled after it had given its outcome"),
}
// </solution>
