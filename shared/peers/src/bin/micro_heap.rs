//! `micro` with an allocator that counts, for the work `heap`. Counting takes time, so times come from `micro`.
//!
//! `cargo run --release -p peers --bin micro-heap -- tokio heap --size 100000`
#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: peers::micro::Counting = peers::micro::Counting;

peers::main!(peers::micro::main());
