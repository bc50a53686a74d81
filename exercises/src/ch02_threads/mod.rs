//! Chapter 2: threads overlap waits, and get into each other's way.

pub mod race;

pub mod ordered_pool;

pub mod bell;

pub mod release_around;
