//! A coroutine that waits for a time.

use std::time::{Duration, Instant};

use crate::core::Core;
use crate::coroutine::{Coroutine, Step, Wait};

/// Waits, beginning with its first resume. (asyncio: `sleep`.)
#[derive(Clone, Copy, Debug)]
pub enum Sleep {
    /// Not begun; for how long.
    For(Duration),
    /// Begun; until when.
    Until(Instant),
}

impl Coroutine for Sleep {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        let now = core.now();
        if let Sleep::For(duration) = *self {
            match now.checked_add(duration) {
                Some(at) => *self = Sleep::Until(at),
                // Further away than the clock can say: never.
                None => return Step::Wait(Wait::default()),
            }
        }
        match *self {
            // Resumed too early: it says again what it waits for.
            Sleep::Until(at) if now < at => Step::Wait(Wait::until(at)),
            _ => Step::Done(()),
        }
    }
}
