//! Awaited once more it is pending, for ever and without a word.

// <solution poll>
match self.joint.state.replace(State::Given) {
    State::Over(outcome) => Poll::Ready(outcome),
    State::Running(_) => {
        self.joint.state.set(State::Running(Some(cx.waker().clone())));
        Poll::Pending
    }
    State::Given => Poll::Pending,
}
// </solution>
