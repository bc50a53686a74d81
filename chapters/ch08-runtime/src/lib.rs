//! A runtime: everything a program needs from asyncio.
#![forbid(unsafe_code)]

pub mod race;
pub mod select;
pub(crate) mod shim;
pub mod sync;
