//! Listeners with a real backlog, and the limit on open files.

use std::io;
use std::net::TcpListener;

/// How many connections may wait to be accepted. The standard library asks for 128, and drops connects under load.
pub const BACKLOG: i32 = 1024;

/// Listens on loopback. Port 0 lets the system pick.
///
/// # Errors
/// The port is taken, or not allowed; the message names it.
pub fn listen(_port: u16) -> io::Result<TcpListener> {
    todo!()
}

/// Whether an error says that this process, or the machine, has no file descriptor left.
pub fn out_of_fds(_error: &io::Error) -> bool {
    todo!()
}

/// Raises the soft limit on open files to the hard one; gives the limit now in force, where the system has one.
pub fn raise_fd_limit() -> Option<u64> {
    todo!()
}
