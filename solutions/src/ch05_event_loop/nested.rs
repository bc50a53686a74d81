//! # A coroutine inside a coroutine
//!
//! - minutes: 15
//! - idea: to await is to hold the inner one, to resume it, and to pass its step up as one's own until it is done
//! - page: chapters/ch05-event-loop/messages.md#a-coroutine-inside-a-coroutine
//!
//! Write by hand what Python would write so, two awaits and a loop around them:
//!
//! ```python
//! async def retry(make, attempts, pause):
//!     while True:
//!         try:
//!             return await make()
//!         except Exception:
//!             attempts -= 1
//!             if attempts == 0:
//!                 raise
//!         await asyncio.sleep(pause)
//! ```
//!
//! [`Retry`] is this as a value: `At` says at which of the two awaits it stands, and holds the inner coroutine. The pause
//! is chapter 5's [`Sleep`]: `Sleep::For(pause)` makes one, which begins with its first resume. Rules:
//!
//! - What the inner one waits for, the outer one waits for: its step is passed up as it is.
//! - When the inner one is done, be it the attempt or the pause, the outer one goes on *at once*, in the same resume, as
//!   far as it can without waiting.
//! - A failed attempt is dropped before the pause: it may own a socket.
//! - After the last attempt there is no pause; its error is the result.

use std::time::Duration;

use ch05_event_loop::{Core, Coroutine, Sleep, Step};

/// Makes attempts until one succeeds, with a pause after each that failed.
#[derive(Debug)]
pub struct Retry<M, C> {
    /// Makes the next attempt.
    make: M,
    /// How many attempts may follow the one that stands in `at`, or stood there last.
    more: u32,
    /// How long to wait after an attempt that failed.
    pause: Duration,
    /// Where it stands.
    at: At<C>,
}

/// At which `await` it stands.
#[derive(Debug)]
enum At<C> {
    /// The attempt.
    Attempt(C),
    /// The pause after one that failed. It begins as `Sleep::For(pause)`.
    Pause(Sleep),
}

impl<M: FnMut() -> C, C> Retry<M, C> {
    /// At most so many attempts (but one at least), each made by `make`.
    pub fn new(attempts: u32, pause: Duration, mut make: M) -> Self {
        let at = At::Attempt(make());
        Retry { make, more: attempts.saturating_sub(1), pause, at }
    }
}

impl<M, C, T, E> Coroutine for Retry<M, C>
where
    M: FnMut() -> C,
    C: Coroutine<Output = Result<T, E>>,
{
    type Output = Result<T, E>;

    fn resume(&mut self, core: &mut Core) -> Step<Result<T, E>> {
        // TODO: Resume the inner coroutine that stands in `at`. It waits: so do you. It is done: change `at` and go on.
        // <solution>
        loop {
            match &mut self.at {
                At::Attempt(attempt) => match attempt.resume(core) {
                    Step::Wait(wait) => return Step::Wait(wait),
                    Step::Yield => return Step::Yield,
                    Step::Done(Err(_)) if self.more > 0 => {
                        self.more -= 1;
                        // The attempt was here: it is dropped, with its socket.
                        self.at = At::Pause(Sleep::For(self.pause));
                    }
                    Step::Done(result) => return Step::Done(result),
                },
                At::Pause(sleep) => match sleep.resume(core) {
                    Step::Wait(wait) => return Step::Wait(wait),
                    Step::Yield => return Step::Yield,
                    Step::Done(()) => self.at = At::Attempt((self.make)()),
                },
            }
        }
        // </solution>
    }
}
