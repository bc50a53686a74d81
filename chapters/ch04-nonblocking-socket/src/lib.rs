//! Non-blocking sockets: asking in a loop, and being told.
#![forbid(unsafe_code)]
