//! That a socket is writable is taken for "connected", and nobody asks how the attempt ended.
//!
//! - file: chapters/ch04-nonblocking-socket/src/connect.rs
//! - test: -p ch04-nonblocking-socket --test contract -- fetch_faults
//! - caught by: fetch_faults::nobody_listens
// <from>
    if let Some(error) = socket.take_error()? {
        return Err(error);
    }
// <to>
// </to>
