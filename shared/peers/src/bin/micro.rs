//! The work inside an executor, on one runtime: `micro RUNTIME WORK`.
//!
//! `cargo run --release -p peers --bin micro -- tokio spawn --size 1000`
#![forbid(unsafe_code)]

peers::main!(peers::micro::main());
