//! The demos: what each shows stands in its file.

mod files;
mod modes;
mod ready;
mod told;
mod wouldblock;

use lab::cli::Demo;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] = &[told::DEMO, wouldblock::DEMO, modes::DEMO, ready::DEMO, files::DEMO];
