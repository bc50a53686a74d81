//! The panic is raised again in the task that awaits the handle, and ends that one too.

// <solution poll>
match self.joint.state.replace(State::Given) {
    State::Over(Err(panic)) => std::panic::resume_unwind(panic),
    State::Over(outcome) => Poll::Ready(outcome),
    State::Running(_) => {
        self.joint.state.set(State::Running(Some(cx.waker().clone())));
        Poll::Pending
    }
    State::Given => panic!("a JoinHandle was polled after it had given its outcome"),
}
// </solution>
