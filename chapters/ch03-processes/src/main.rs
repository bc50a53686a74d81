//! Processes: the same address, other memory: the demos.
fn main() {}
