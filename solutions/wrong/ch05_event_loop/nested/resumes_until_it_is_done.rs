//! Resumes the inner one in a loop until it is done, as a function that blocks: no other task runs, and no time passes.
// <solution>
loop {
    match &mut self.at {
        At::Attempt(attempt) => match attempt.resume(core) {
            Step::Wait(_) | Step::Yield => {}
            Step::Done(Err(_)) if self.more > 0 => {
                self.more -= 1;
                self.at = At::Pause(Sleep::For(self.pause));
            }
            Step::Done(result) => return Step::Done(result),
        },
        At::Pause(sleep) => match sleep.resume(core) {
            Step::Wait(_) | Step::Yield => {}
            Step::Done(()) => self.at = At::Attempt((self.make)()),
        },
    }
}
// </solution>
