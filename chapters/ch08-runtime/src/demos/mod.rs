//! The demos: what each shows stands in its file.

mod cancel;
mod crawler;
mod freeze;
mod group;
mod slow;
mod ticker;

use lab::cli::Demo;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] = &[crawler::DEMO, freeze::DEMO, cancel::DEMO, group::DEMO, slow::DEMO];
