//! The checks of all exercises: `cargo test -p exercises`, or `cargo test -p exercises ch05` for a chapter's.
//!
//! # Implementation
//! One test binary, because cargo stops at the first that fails, and a learner must see all. Each check runs in a child
//! process ([`support::check`]), so that a spin, an abort or a stack overflow in one exercise is that one's alone.
//! The same files check the solutions, as a module of `solutions/tests/checks.rs`.
#![allow(missing_docs, clippy::unwrap_used)]

#[macro_use]
pub(crate) mod support;

mod ch01;
mod ch02;
mod ch03;
mod ch04;
mod ch05;
mod ch06;
mod ch07;
mod ch08;
