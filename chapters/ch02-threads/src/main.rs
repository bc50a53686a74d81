//! Threads: many sleepers, and one lock: the demos.
fn main() {}
