//! A coroutine inside a coroutine.

use std::sync::mpsc::Sender;

use crate::core::Core;
use crate::coroutine::{Coroutine, Step};

// ANCHOR: nested
/// Runs another coroutine, and sends its result through a channel, with a number to tell which it was.
///
/// It holds the other, resumes it, and passes its steps up: what the inner one waits for, the outer one waits for.
/// This is all that `yield from` does, and `await`.
#[derive(Debug)]
pub struct Deliver<C: Coroutine> {
    /// Which result it is.
    number: usize,
    /// Who makes it.
    inner: C,
    /// Where it goes.
    to: Sender<(usize, C::Output)>,
}

impl<C: Coroutine> Coroutine for Deliver<C> {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        match self.inner.resume(core) {
            Step::Wait(wait) => Step::Wait(wait),
            Step::Yield => Step::Yield,
            Step::Done(result) => {
                // Nobody at the other end: nobody wants the result any more.
                let _ = self.to.send((self.number, result));
                Step::Done(())
            }
        }
    }
}
// ANCHOR_END: nested

impl<C: Coroutine> Deliver<C> {
    /// Runs `inner` and sends `number` with its result.
    pub fn new(number: usize, inner: C, to: Sender<(usize, C::Output)>) -> Self {
        Deliver { number, inner, to }
    }
}
