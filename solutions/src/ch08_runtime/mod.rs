//! Chapter 8: cancelling is dropping: what matters is what the future was holding.

pub mod race;

pub mod timeout;

pub mod frames;

pub mod lost_update;

pub mod off_thread;

pub mod graceful;

pub mod channel;

pub mod semaphore;
