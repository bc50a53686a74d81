//! Processes: the same address, other memory.
#![forbid(unsafe_code)]
