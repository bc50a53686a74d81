//! The exercises: what there is, how a starter is cut from its solution, and the proof that the checks tell them apart.

pub mod catalog;
pub mod cut;
pub mod pages;
pub mod results;
pub mod sync;
pub mod verify;
