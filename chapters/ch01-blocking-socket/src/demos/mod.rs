//! The demos of chapter 1, one a file; the first is the main demo.

mod batch;
mod length;
mod mailbox;
mod phases;
mod silent;

use lab::cli::Demo;

/// All of them, in the order in which they are listed.
pub(crate) const ALL: &[Demo] = &[phases::DEMO, batch::DEMO, mailbox::DEMO, length::DEMO, silent::DEMO];
