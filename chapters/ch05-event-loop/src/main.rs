//! An event loop: tasks instead of threads: the demos.
fn main() {}
