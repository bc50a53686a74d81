//! One blocking socket: where the time goes: the demos.
fn main() {}
