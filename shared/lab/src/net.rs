//! Listeners with a real backlog, and the limit on open files.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

/// How many connections may wait to be accepted. The standard library asks for 128, and drops connects under load.
/// (It is a request: the system cuts it to its own limit, `net.core.somaxconn` on Linux.)
pub const BACKLOG: i32 = 1024;

/// Listens on loopback. Port 0 lets the system pick. The listener blocks, as std's own does.
///
/// # Errors
/// The port is taken, or not allowed; the message names it.
pub fn listen(port: u16) -> io::Result<TcpListener> {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    listen_on(addr).map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {addr}: {error}")))
}

// ANCHOR: bind
/// Listens on an address, with room for [`BACKLOG`] clients that nobody has accepted yet.
///
/// # Errors
/// The port is taken, or not allowed.
pub fn listen_on(addr: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // On Unix a port stays "in use" for a minute after its connections have closed (TIME_WAIT), unless we say that
    // this is no hindrance. On Windows the same option would let another program take the port from us.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
// ANCHOR_END: bind

/// Whether an error says that there is no file descriptor left, for this process or for the whole machine, or no
/// memory to make one. All of them pass when something is closed, and none of them is the fault of whoever connects.
pub fn out_of_fds(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| NO_FD_LEFT.contains(&code))
}

#[cfg(unix)]
const NO_FD_LEFT: [i32; 4] = {
    use nix::errno::Errno;
    // In turn: this process has none left; the machine has none left; no buffer; no memory.
    [Errno::EMFILE as i32, Errno::ENFILE as i32, Errno::ENOBUFS as i32, Errno::ENOMEM as i32]
};

#[cfg(windows)]
const NO_FD_LEFT: [i32; 2] = [WSAEMFILE, WSAENOBUFS];
/// Winsock: too many open sockets.
#[cfg(windows)]
const WSAEMFILE: i32 = 10024;
/// Winsock: no buffer space, which is also how it says that ports or sockets have run out.
#[cfg(windows)]
const WSAENOBUFS: i32 = 10055;

/// Raises the soft limit on open files to the hard one; gives the limit now in force, where the system has one.
///
/// The soft limit is often 1,024 (256 on macOS), only because of old programs that use `select`.
pub fn raise_fd_limit() -> Option<u64> {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};

        let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
        // macOS may call the hard limit infinite, and still refuses a soft one above OPEN_MAX.
        let wanted = if cfg!(target_vendor = "apple") { hard.min(OPEN_MAX) } else { hard };
        if wanted <= soft || setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).is_err() {
            return Some(soft);
        }
        Some(wanted)
    }
    // Windows sets no such limit on sockets.
    #[cfg(not(unix))]
    None
}

/// `OPEN_MAX` of macOS.
#[cfg(unix)]
const OPEN_MAX: u64 = 10_240;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_system_picks_a_port_on_loopback() {
        let addr = listen(0).unwrap().local_addr().unwrap();
        assert!(addr.ip().is_loopback());
        assert_ne!(addr.port(), 0);
    }

    #[test]
    fn a_taken_port_is_named() {
        let first = listen(0).unwrap();
        let port = first.local_addr().unwrap().port();
        let error = listen(port).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")), "{error}");
    }

    /// std's 128 would drop the connects from the 130th on, and Linux would try again only after a second.
    #[cfg(target_os = "linux")]
    #[test]
    fn three_hundred_connections_wait_to_be_accepted() {
        use std::net::TcpStream;
        use std::time::Duration;

        let limit = std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
        if limit.trim().parse::<u32>().unwrap() < 400 {
            eprintln!("skipped: this system cuts every backlog to {}", limit.trim());
            return;
        }
        let listener = listen(0).unwrap();
        let addr = listener.local_addr().unwrap();
        let clients: Vec<_> =
            (0..300).map(|_| TcpStream::connect_timeout(&addr, Duration::from_secs(20)).unwrap()).collect();
        for _ in &clients {
            listener.accept().unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_want_of_descriptors_and_memory_is_out_of_fds() {
        use nix::errno::Errno;
        for errno in [Errno::EMFILE, Errno::ENFILE, Errno::ENOBUFS, Errno::ENOMEM] {
            assert!(out_of_fds(&io::Error::from(errno)), "{errno}");
        }
        for errno in [Errno::EAGAIN, Errno::EINTR, Errno::ECONNABORTED, Errno::EPIPE] {
            assert!(!out_of_fds(&io::Error::from(errno)), "{errno}");
        }
        assert!(!out_of_fds(&io::Error::other("no error of the system")));
    }

    #[cfg(unix)]
    #[test]
    fn the_limit_is_raised_once_and_then_stays() {
        use nix::sys::resource::{Resource, getrlimit};
        let raised = raise_fd_limit().unwrap();
        assert_eq!(getrlimit(Resource::RLIMIT_NOFILE).unwrap().0, raised);
        assert_eq!(raise_fd_limit(), Some(raised));
    }
}
