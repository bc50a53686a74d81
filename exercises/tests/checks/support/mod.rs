//! What every check stands on: a child process, a watchdog, and words for what went wrong.

mod child;
mod draw;
mod process;
mod rest;

pub use child::if_stuck;
pub use draw::draw;
pub use rest::{A_WHILE, Kept, Others, what_the_others_do};

/// Runs one check: in the test itself this starts the child, in the child it runs `body`.
pub fn check(here: &str, seconds: u64, body: impl FnOnce()) {
    // "checks::ch01::read_all::a_drip::here" -> "ch01::read_all::a_drip": the first part is the binary, the last `here`.
    let name = here.split_once("::").map_or(here, |(_, rest)| rest);
    let name = name.strip_suffix("::here").unwrap_or(name);
    if child::is_child() { child::run(seconds, body) } else { process::run(name, seconds) }
}

/// The body of a test: `check!(|| { … })`, or `check!(within 8, || { … })` where three seconds are too few.
///
/// Inside, a plain `assert!` with a sentence is all it takes: the sentence is what the learner reads, so it names the
/// likely mistake. What hangs is ended by a watchdog; [`if_stuck`] tells it what to say.
macro_rules! check {
    (within $seconds:literal, $body:expr) => {{
        fn here() {}
        $crate::support::check(std::any::type_name_of_val(&here), $seconds, $body)
    }};
    ($body:expr) => {
        check!(within 3, $body)
    };
}
