//! A connect that does not block.

use std::io;
use std::net::{SocketAddr, TcpStream};

use socket2::{Domain, Protocol, Socket, Type};

// ANCHOR: connect
/// Starts a connection and returns at once, most often before it stands: ask [`finish_connect`] when the socket has
/// become writable.
///
/// The standard library can make a socket non-blocking only after it is connected; by then the wait is over. So the
/// socket is made by hand: first non-blocking, then `connect`.
///
/// # Errors
/// The system refused at once: no descriptor left (see [`lab::net::out_of_fds`]), no route, nobody listening.
pub fn connect(addr: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    // Small messages are sent at once: this is one request and one response, there is nothing to collect.
    socket.set_tcp_nodelay(true)?;
    match socket.connect(&addr.into()) {
        Ok(()) => {}
        // The usual answer: the first packet is on its way.
        Err(error) if in_progress(&error) => {}
        Err(error) => return Err(error),
    }
    Ok(socket.into())
}

/// Whether a connection that was started with [`connect`] stands by now.
///
/// # Errors
/// [`WouldBlock`](io::ErrorKind::WouldBlock) while it is still under way; otherwise the reason why it failed.
pub fn finish_connect(socket: &TcpStream) -> io::Result<()> {
    // Readiness says only that the attempt is over. How it ended stands in SO_ERROR.
    if let Some(error) = socket.take_error()? {
        return Err(error);
    }
    match socket.peer_addr() {
        Ok(_) => Ok(()),
        // No error and no peer: asked too early.
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: connect

/// Every system has its own word for "started, not finished".
fn in_progress(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(nix::errno::Errno::EINPROGRESS as i32) {
        return true;
    }
    // Windows says WSAEWOULDBLOCK. An interrupted connect goes on in the background on every system.
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}
