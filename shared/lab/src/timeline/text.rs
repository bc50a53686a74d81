//! Drawing a timeline: text.

use super::Runs;

pub(super) fn draw(_runs: &Runs<'_>, _width: usize, _colours: bool) -> String {
    String::new()
}
