//! The learner's checks, the very same files, on the solutions.

extern crate solutions as exercises;

#[path = "../../exercises/tests/checks/main.rs"]
mod checks;

// In the learner's binary the checks are the root, and say `crate::support`.
pub(crate) use checks::support;
