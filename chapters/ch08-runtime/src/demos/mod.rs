//! The demos: what each shows stands in its file.

mod cancel;
mod chat;
mod crawler;
pub(crate) mod elsewhere;
mod freeze;
mod group;
mod queue;
mod slow;
mod stop;
mod ticker;
pub(crate) mod when;

use lab::cli::Demo;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] = &[
    crawler::DEMO,
    freeze::DEMO,
    elsewhere::DEMO,
    cancel::DEMO,
    group::DEMO,
    queue::DEMO,
    chat::DEMO,
    stop::DEMO,
    slow::DEMO,
    when::DEMO,
];
