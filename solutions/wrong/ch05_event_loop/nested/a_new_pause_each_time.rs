//! Makes a new `Sleep` each time it is resumed: the pause begins anew, and never ends.
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
        At::Pause(_) => match Sleep::For(self.pause).resume(core) {
            Step::Wait(wait) => return Step::Wait(wait),
            Step::Yield => return Step::Yield,
            Step::Done(()) => self.at = At::Attempt((self.make)()),
        },
    }
}
// </solution>
