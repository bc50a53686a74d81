//! A page's output beside a program's: line by line, with `…` for any lines.

use super::Compare;
use super::shape::{self, Line};

/// Stands in a page for lines that were left out.
pub(super) const LEFT_OUT: &str = "…";

/// A step from the beginning of both to their ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// These two are the same: places in the page and in the output.
    Same(usize, usize),
    /// Only in the page.
    Page(usize),
    /// Only in the output.
    Program(usize),
    /// Only in the output, where the page has `…` (or an empty line, which says nothing).
    LeftOut(usize),
    /// A `…`, or an empty line, of the page.
    Silent(usize),
}

/// How a page's output and a program's go together, with as few differences as can be; and how many these are.
pub(super) fn align(page: &[Line<'_>], program: &[Line<'_>]) -> (Vec<Step>, usize) {
    let says = |line: &Line<'_>| !line.shape.is_empty();
    let is_left_out = |line: &Line<'_>| line.text.trim() == LEFT_OUT;
    // Both may leave out what follows the `…` that stands just above, or an empty line.
    let may_skip = |at: usize, line: &Line<'_>| !says(line) || at > 0 && is_left_out(&page[at - 1]);
    let dear = |line: &Line<'_>| usize::from(says(line) && !is_left_out(line));
    // cost[i][j]: the differences in what follows the first i lines of the page and the first j of the output.
    let (rows, columns) = (page.len() + 1, program.len() + 1);
    let mut cost = vec![vec![usize::MAX; columns]; rows];
    let mut choice = vec![vec![None; columns]; rows];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let mut best: (usize, Option<Step>) =
                if i == page.len() && j == program.len() { (0, None) } else { (usize::MAX, None) };
            let mut offer = |cost: usize, step: Step| {
                if cost < best.0 {
                    best = (cost, Some(step));
                }
            };
            if i < page.len() && j < program.len() && says(&page[i]) && page[i].shape == program[j].shape {
                offer(cost[i + 1][j + 1], Step::Same(i, j));
            }
            if i < page.len() {
                match dear(&page[i]) {
                    0 => offer(cost[i + 1][j], Step::Silent(i)),
                    dear => offer(cost[i + 1][j].saturating_add(dear), Step::Page(i)),
                }
            }
            if j < program.len() {
                match may_skip(i, &program[j]) {
                    true => offer(cost[i][j + 1], Step::LeftOut(j)),
                    false => offer(cost[i][j + 1].saturating_add(1), Step::Program(j)),
                }
            }
            (cost[i][j], choice[i][j]) = best;
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, Vec::new());
    while let Some(step) = choice[i][j] {
        match step {
            Step::Same(..) => (i, j) = (i + 1, j + 1),
            Step::Page(_) | Step::Silent(_) => i += 1,
            Step::Program(_) | Step::LeftOut(_) => j += 1,
        }
        steps.push(step);
    }
    (steps, cost[0][0])
}

/// What differs, as a table: `-` only the page has it, `+` only the program prints it. `None` when nothing does.
pub fn difference(compare: Compare, page: &str, program: &str) -> Option<String> {
    let (page, program) = (shape::lines(page, compare), shape::lines(program, compare));
    let (steps, differences) = align(&page, &program);
    let shown = |step: &Step| match *step {
        Step::Same(_, at) => Some(format!("    {}", program[at].text)),
        Step::Page(at) => Some(format!("  - {}", page[at].text)),
        Step::Program(at) => Some(format!("  + {}", program[at].text)),
        Step::LeftOut(_) => None,
        Step::Silent(at) => (!page[at].text.is_empty()).then(|| format!("    {}", page[at].text)),
    };
    (differences > 0).then(|| steps.iter().filter_map(shown).map(|line| line + "\n").collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(page: &str, program: &str) -> bool {
        difference(Compare::Shape, page, program).is_none()
    }

    #[test]
    fn the_same_words_are_the_same_and_another_word_another_order_or_a_line_more_are_not() {
        assert!(same("one\n\ntwo in 3 ms", "one\ntwo in 1.5 s\n"));
        assert!(!same("one\ntwo", "one\nthree"));
        assert!(!same("one\ntwo", "two\none"));
        assert!(!same("one", "one\ntwo"));
        assert!(!same("one\ntwo", "one"));
        assert!(!same("one", ""));
    }

    #[test]
    fn what_the_page_leaves_out_may_be_anything() {
        assert!(same("one\n…\nlast", "one\ntwo\nthree\nlast"));
        assert!(same("one\n…\nlast", "one\nlast"));
        assert!(same("…\nlast", "one\nlast"));
        assert!(same("one\n…", "one\ntwo"));
        assert!(!same("one\n…\nlast", "one\ntwo"));
        assert!(!same("one\n…\nlast", "one\nlast\nafter"));
    }

    #[test]
    fn the_difference_is_shown_line_by_line() {
        let shown = difference(Compare::Shape, "one\ntwo\n…\nlast", "one\n2\nmore\nlast").unwrap_or_default();
        assert_eq!(shown, "    one\n  - two\n    …\n    last\n");
    }
}
