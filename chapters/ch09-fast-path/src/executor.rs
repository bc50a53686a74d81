//! The executor: polls tasks, and when none is ready, waits.
