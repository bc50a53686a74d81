//! Goes on at once after a failed attempt, but gives way at the end of the pause, with the next attempt made and not resumed.
// <solution>
loop {
    match &mut self.at {
        At::Attempt(attempt) => match attempt.resume(core) {
            Step::Wait(wait) => return Step::Wait(wait),
            Step::Yield => return Step::Yield,
            Step::Done(Err(_)) if self.more > 0 => {
                self.more -= 1;
                self.at = At::Pause(Sleep::For(self.pause));
            }
            Step::Done(result) => return Step::Done(result),
        },
        At::Pause(sleep) => match sleep.resume(core) {
            Step::Wait(wait) => return Step::Wait(wait),
            Step::Yield => return Step::Yield,
            Step::Done(()) => {
                self.at = At::Attempt((self.make)());
                return Step::Yield;
            }
        },
    }
}
// </solution>
