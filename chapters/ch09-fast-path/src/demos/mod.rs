//! The demos: what each shows stands in its file.

mod steps;

use lab::cli::Demo;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] = &[steps::DEMO];
