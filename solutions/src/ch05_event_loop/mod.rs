//! Chapter 5: one thread does one thing at any instant, and the waits still overlap.

pub mod ready_queue;

pub mod timers;

pub mod nested;

pub mod fairness;

pub mod echo;
