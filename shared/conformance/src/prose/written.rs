//! A block written anew: today's output in the place of the old.

use super::block::Block;
use super::matching::{LEFT_OUT, Step, align};
use super::shape;

/// The block's text with what its program prints now. Where the page leaves lines out it still does.
///
/// # Errors
/// The page leaves lines out, and around them the output has changed: where to cut is the author's to say.
pub(super) fn again(block: &Block, printed: &str) -> Result<String, String> {
    let heading = block.text.lines().take(2).collect::<Vec<_>>().join("\n");
    let whole = |output: &str| format!("{heading}\n{output}\n```");
    if !block.output.lines().any(|line| line.trim() == LEFT_OUT) {
        let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
        return Ok(whole(&printed.join("\n")));
    }
    let (page, program) = (shape::lines(&block.output, block.compare), shape::lines(printed, block.compare));
    let (steps, differences) = align(&page, &program);
    if differences > 0 {
        return Err(super::difference(block.compare, &block.output, printed).unwrap_or_default());
    }
    let kept = |step: &Step| match *step {
        Step::Same(_, at) => Some(program[at].text),
        Step::Silent(at) => Some(page[at].text),
        Step::Page(_) | Step::Program(_) | Step::LeftOut(_) => None,
    };
    Ok(whole(&steps.iter().filter_map(kept).collect::<Vec<_>>().join("\n")))
}
