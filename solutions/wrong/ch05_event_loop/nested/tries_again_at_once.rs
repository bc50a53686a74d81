//! Leaves the pause out: a server that is down is asked as fast as the core can.
// <solution>
loop {
    let At::Attempt(attempt) = &mut self.at else { return Step::Yield };
    match attempt.resume(core) {
        Step::Wait(wait) => return Step::Wait(wait),
        Step::Yield => return Step::Yield,
        Step::Done(Err(_)) if self.more > 0 => {
            self.more -= 1;
            self.at = At::Attempt((self.make)());
        }
        Step::Done(result) => return Step::Done(result),
    }
}
// </solution>
