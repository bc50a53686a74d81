//! The demos of chapter 2, one a file; the first is the main demo.

mod batch;
mod fib;
mod hello;
mod hog;
mod kitchen;
mod lock_io;
mod many;
mod python;
mod race;
mod refcount;
mod switch;
mod three;

use lab::cli::Demo;

/// All of them, in the order in which they are listed.
pub(crate) const ALL: &[Demo] = &[
    batch::DEMO,
    three::DEMO,
    hello::DEMO,
    race::DEMO,
    refcount::DEMO,
    kitchen::DEMO,
    fib::DEMO,
    lock_io::DEMO,
    hog::DEMO,
    switch::DEMO,
    many::DEMO,
];
