//! The demos: what each shows stands in its file.

mod chess;
mod freeze;
mod hog;
mod kitchen;
mod messages;
mod nested;
mod queue;
mod switch;
mod three;
mod ticker;

use lab::cli::Demo;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] = &[
    three::DEMO,
    messages::DEMO,
    nested::DEMO,
    queue::DEMO,
    chess::DEMO,
    freeze::DEMO,
    hog::DEMO,
    kitchen::DEMO,
    switch::DEMO,
];
