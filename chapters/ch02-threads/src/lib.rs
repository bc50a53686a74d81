//! Threads: many sleepers, and one lock.
#![forbid(unsafe_code)]
