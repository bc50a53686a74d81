//! Something that can be resumed, and says what it waits for.

use std::time::Instant;

use ch04_nonblocking_socket::Interest;

use crate::core::Core;
use crate::sources::Key;

// ANCHOR: coroutine
/// A computation that runs a stretch at a time. (asyncio's word. Chapter 6 turns it into a `Future`.)
pub trait Coroutine {
    /// What it brings in the end.
    type Output;

    /// Goes on from where it stopped, as far as it can without waiting.
    ///
    /// It may be resumed too early: it then finds that it still has to wait, and says so again. It is not resumed
    /// again after [`Step::Done`].
    fn resume(&mut self, core: &mut Core) -> Step<Self::Output>;
}

/// What a coroutine says when it stops.
#[derive(Debug, PartialEq)]
#[must_use]
pub enum Step<T> {
    /// Resume me when this has happened. The loop suspends the task.
    Wait(Wait),
    /// Resume me after all others that are ready. (asyncio: `await sleep(0)`.)
    Yield,
    /// I am done, and this is the result.
    Done(T),
}

/// What a suspended task waits for: a socket, a time, or whichever of the two comes first. With neither it would wait
/// for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wait {
    /// A socket, armed in the poller, and the direction in which it is to be ready; see [`Core::when_ready`].
    pub source: Option<(Key, Interest)>,
    /// A time.
    pub deadline: Option<Instant>,
}
// ANCHOR_END: coroutine

impl<T> Step<T> {
    /// The same step, with something made of the result.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Step<U> {
        match self {
            Step::Wait(wait) => Step::Wait(wait),
            Step::Yield => Step::Yield,
            Step::Done(result) => Step::Done(make(result)),
        }
    }
}

impl Wait {
    /// Until that time.
    pub fn until(deadline: Instant) -> Wait {
        Wait { source: None, deadline: Some(deadline) }
    }
}

impl<C: Coroutine + ?Sized> Coroutine for Box<C> {
    type Output = C::Output;

    fn resume(&mut self, core: &mut Core) -> Step<C::Output> {
        (**self).resume(core)
    }
}
