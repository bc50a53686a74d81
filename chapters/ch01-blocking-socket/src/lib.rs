//! One blocking socket: where the time goes.
#![forbid(unsafe_code)]
