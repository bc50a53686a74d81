//! One allocation: what a task is, its future, then its output.
