//! How a task ended, read from where the task was.
