//! The demos: what each shows stands in its file.

mod forget;
mod journey;
mod machine;
mod raw;
mod steps;
mod wakes;
mod watched;

use lab::cli::Demo;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] =
    &[journey::DEMO, forget::DEMO, wakes::DEMO, machine::DEMO, raw::DEMO, steps::DEMO];
