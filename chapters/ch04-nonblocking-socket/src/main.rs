//! Non-blocking sockets: asking in a loop, and being told: the demos.
fn main() {}
