//! Chapter 5.

mod ready_queue;
mod timers;
