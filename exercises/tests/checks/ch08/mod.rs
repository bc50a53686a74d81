//! Chapter 8.

mod puppet;

mod frames;
mod lost_update;
mod off_thread;
mod race;
mod timeout;
