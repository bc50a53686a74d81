//! Chapter 8.

mod puppet;
mod re_entry;

mod channel;
mod frames;
mod graceful;
mod lost_update;
mod off_thread;
mod race;
mod semaphore;
mod timeout;
mod your_run;
