//! An event loop: tasks instead of threads.
#![forbid(unsafe_code)]
