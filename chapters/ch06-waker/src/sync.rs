//! What our two-sided protocols are made of: the standard library's, or loom's, which runs a test through every order
//! of their steps (`RUSTFLAGS="--cfg loom"`).

#[cfg(not(loom))]
pub(crate) use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread::{Thread, current, park, park_timeout},
};

#[cfg(loom)]
pub(crate) use loom::{
    sync::atomic::{AtomicBool, Ordering},
    thread::{Thread, current, park},
};

/// In a model no time passes.
#[cfg(loom)]
pub(crate) fn park_timeout(_: std::time::Duration) {
    park();
}
