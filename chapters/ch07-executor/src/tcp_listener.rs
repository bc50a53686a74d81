//! Where connections come in.

use std::future::poll_fn;
use std::io;
use std::net::{self, SocketAddr};
use std::task::{Context, Poll, ready};

use ch04_nonblocking_socket::Interest;
use ch04_nonblocking_socket::serve::{Accepted, accept};

use crate::driver::{Current, Driver};
use crate::reactor::Reactor;
use crate::tcp_stream::TcpStream;
use crate::turn::poll_budget;

/// Where connections come in. (asyncio: `start_server`; tokio: `TcpListener`.)
#[derive(Debug)]
pub struct TcpListener<D: Driver = Reactor> {
    /// Who tells when somebody has come.
    driver: D,
    /// The socket; dropping it deregisters and closes it.
    socket: D::Source<net::TcpListener>,
}

impl<D: Driver> TcpListener<D> {
    /// Registers a socket that listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn from_std_on(driver: &D, socket: net::TcpListener) -> io::Result<TcpListener<D>> {
        Ok(TcpListener { driver: driver.clone(), socket: driver.register(socket)? })
    }

    // ANCHOR: accept
    /// Waits for a client.
    ///
    /// Dropped: nobody is lost, who has come is still in the backlog.
    ///
    /// # Errors
    /// There is no descriptor for the client ([`lab::net::out_of_fds`]), most often. The client stays in the backlog, and
    /// the next call will say the same at once: wait a little, or until something is closed.
    pub async fn accept(&self) -> io::Result<TcpStream<D>> {
        let socket = poll_fn(|cx| self.poll_accept(cx)).await?;
        TcpStream::from_std_on(&self.driver, socket)
    }

    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<net::TcpStream>> {
        ready!(poll_budget(cx));
        loop {
            ready!(self.driver.poll_ready(&self.socket, Interest::Readable, cx))?;
            match accept(&self.socket) {
                Accepted::Client(socket) => return Poll::Ready(Ok(socket)),
                Accepted::Again => {}
                Accepted::Nobody => self.driver.clear_ready(&self.socket, Interest::Readable),
                Accepted::Trouble(error) => return Poll::Ready(Err(error)),
            }
        }
    }
    // ANCHOR_END: accept

    /// Where it listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

impl<D: Current> TcpListener<D> {
    /// Registers a listening socket with the current runtime.
    ///
    /// # Errors
    /// What the system says.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    pub fn from_std(socket: net::TcpListener) -> io::Result<TcpListener<D>> {
        TcpListener::from_std_on(&D::current(), socket)
    }

    /// Listens on an address; port 0 lets the system pick.
    ///
    /// # Errors
    /// What the system says.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    pub fn bind(addr: SocketAddr) -> io::Result<TcpListener<D>> {
        // The standard library's own `bind` keeps 128 clients waiting at most; the next ones come a second late, or never.
        TcpListener::from_std(lab::net::listen_on(addr)?)
    }
}
