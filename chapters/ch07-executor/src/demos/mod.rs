//! The demos: what each shows stands in its file.

mod byte;
mod chess;
mod fair;
mod gather;
mod lost;
mod sums;
mod three;

use lab::cli::{Demo, Run};
use lab::timeline::Kind;

/// All of them, the main demo first.
pub(crate) const ALL: &[Demo] =
    &[three::DEMO, byte::DEMO, chess::DEMO, gather::DEMO, sums::DEMO, lost::DEMO, fair::DEMO];

/// Takes the lane of `block_on`'s own future out of the picture, where it does nothing but wait for the tasks.
fn without_main(mut run: Run) -> Run {
    if let Some(timeline) = &mut run.timeline
        && let Some(main) =
            timeline.lanes.iter().position(|lane| lane.kind == Kind::Task && lane.name == "main")
    {
        timeline.lanes.remove(main);
        // A thread's lane names the tasks it runs by their places.
        for stretch in timeline.lanes.iter_mut().flat_map(|lane| &mut lane.stretches) {
            stretch.task =
                stretch.task.filter(|&task| task != main).map(|task| task - usize::from(task > main));
        }
    }
    run
}
