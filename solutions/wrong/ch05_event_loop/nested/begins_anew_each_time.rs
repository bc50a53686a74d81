//! Makes a new attempt each time it is resumed, instead of going on with the one it holds.
// <solution>
match &mut self.at {
    At::Attempt(attempt) => match attempt.resume(core) {
        Step::Wait(wait) => {
            self.at = At::Attempt((self.make)());
            Step::Wait(wait)
        }
        Step::Yield => Step::Yield,
        Step::Done(Err(_)) if self.more > 0 => {
            self.more -= 1;
            self.at = At::Pause(Sleep::For(self.pause));
            self.resume(core)
        }
        Step::Done(result) => Step::Done(result),
    },
    At::Pause(sleep) => match sleep.resume(core) {
        Step::Wait(wait) => Step::Wait(wait),
        Step::Yield => Step::Yield,
        Step::Done(()) => {
            self.at = At::Attempt((self.make)());
            self.resume(core)
        }
    },
}
// </solution>
