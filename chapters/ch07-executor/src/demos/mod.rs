//! The demos: what each shows stands in its file.

mod byte;
mod chess;
mod fair;
mod gather;
mod lost;
mod sums;
mod three;

use lab::cli::{Demo, Run};

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] =
    &[three::DEMO, byte::DEMO, chess::DEMO, gather::DEMO, sums::DEMO, lost::DEMO, fair::DEMO];

/// Takes the lane of `block_on`'s own future out of the picture, where it does nothing but wait for the tasks.
fn without_main(run: Run) -> Run {
    run.without_task("main")
}
