//! Drawing a timeline: trace.

use super::Runs;

pub(super) fn write(_runs: &Runs<'_>) -> String {
    String::new()
}
