//! Makes a `Yield` of the inner one's `Wait`: the loop never sleeps, and asks until the time is there.
// <solution>
loop {
    match &mut self.at {
        At::Attempt(attempt) => match attempt.resume(core) {
            Step::Wait(_) | Step::Yield => return Step::Yield,
            Step::Done(Err(_)) if self.more > 0 => {
                self.more -= 1;
                self.at = At::Pause(Sleep::For(self.pause));
            }
            Step::Done(result) => return Step::Done(result),
        },
        At::Pause(sleep) => match sleep.resume(core) {
            Step::Wait(_) | Step::Yield => return Step::Yield,
            Step::Done(()) => self.at = At::Attempt((self.make)()),
        },
    }
}
// </solution>
