//! How long is too long: limits that only a failure ever reaches.

use std::any::Any;
use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

/// For one step: a connect, a read, a write. What takes longer on a loaded machine has hung.
pub(crate) const STEP: Duration = Duration::from_secs(20);
/// For a whole case.
pub(crate) const CASE: Duration = Duration::from_secs(120);
/// Between two looks at something that does not tell when it changes.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Looks until it is so. For what cannot be waited for: another process's counters.
///
/// # Panics
/// When it is still not so after [`STEP`], with what was seen last.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match look() {
            Ok(seen) => return seen,
            Err(seen) if start.elapsed() > STEP => panic!("{what}: still not so after {STEP:?}; {seen}"),
            Err(_) => thread::sleep(LOOK_AGAIN),
        }
    }
}

/// For steps that must succeed, or the case cannot go on.
pub(crate) trait Must<T> {
    /// The value.
    ///
    /// # Panics
    /// When there is none, with what was being done.
    fn must(self, doing: impl Display) -> T;
}

impl<T, E: Display> Must<T> for Result<T, E> {
    #[track_caller]
    fn must(self, doing: impl Display) -> T {
        match self {
            Ok(value) => value,
            Err(error) => panic!("cannot {doing}: {error}"),
        }
    }
}

impl<T> Must<T> for Option<T> {
    #[track_caller]
    fn must(self, doing: impl Display) -> T {
        match self {
            Some(value) => value,
            None => panic!("cannot {doing}"),
        }
    }
}

/// What a panic that was caught has said.
pub(crate) fn words_of(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().cloned();
    let said = said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    said.unwrap_or_else(|| "it panicked without words".into())
}
