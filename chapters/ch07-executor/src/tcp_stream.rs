//! A connection whose calls wait without blocking the thread.

use std::cell::Cell;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice, IoSliceMut, Read, Write};
use std::net::{self, Shutdown, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ch04_nonblocking_socket::connect::finish_connect;
use ch04_nonblocking_socket::{Interest, connect, would_block};
use futures_io::{AsyncRead, AsyncWrite};
use lab::ledger::tally;

use crate::driver::{Current, Driver};
use crate::hops;
use crate::reactor::Reactor;
use crate::turn::poll_budget;

/// The size of the buffer that [`TcpStream::read_with`] reads through, in bytes.
pub const SHARED_BUFFER: usize = 16 * 1024;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A TCP connection. (asyncio: a `StreamReader` and a `StreamWriter`; tokio: `TcpStream`.)
///
/// All calls take `&self`, so that one task may read while another writes. One of each: two tasks that wait to read from
/// the same stream displace one another again and again.
///
/// It implements the traits of `futures-io`, so that combinators of other people run on it.
#[derive(Debug)]
pub struct TcpStream<D: Driver = Reactor> {
    /// Who tells when it is ready.
    driver: D,
    /// The socket; dropping it deregisters and closes it.
    socket: D::Source<net::TcpStream>,
}

impl<D: Driver> TcpStream<D> {
    /// Connects. (asyncio: `open_connection`.)
    ///
    /// Dropped: the attempt is given up, and its socket closed.
    ///
    /// # Errors
    /// What the system says of the attempt.
    pub async fn connect_on(driver: &D, addr: SocketAddr) -> io::Result<TcpStream<D>> {
        let stream = TcpStream::from_std_on(driver, connect(addr)?)?;
        // Writable says only that the attempt has ended; how, the socket knows.
        poll_fn(|cx| stream.poll_io(Interest::Writable, cx, finish_connect)).await?;
        Ok(stream)
    }

    /// Registers a socket that is connected.
    ///
    /// # Errors
    /// What the system says.
    pub fn from_std_on(driver: &D, socket: net::TcpStream) -> io::Result<TcpStream<D>> {
        Ok(TcpStream { driver: driver.clone(), socket: driver.register(socket)? })
    }

    // ANCHOR: poll_io
    // ANCHOR: try
    /// Tries; where the socket would block, waits, and tries again. Every call of a socket is this.
    fn poll_io<T>(
        &self,
        interest: Interest,
        cx: &mut Context<'_>,
        mut call: impl FnMut(&net::TcpStream) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        ready!(poll_budget(cx));
        loop {
            ready!(self.driver.poll_ready(&self.socket, interest, cx))?;
            hops::note(file!(), "the socket is worth a try");
            match call(&self.socket) {
                Err(error) if would_block(&error) => {
                    hops::note(file!(), "the socket says: would block");
                    tally::asked();
                    self.driver.clear_ready(&self.socket, interest);
                }
                // A signal came in between. Nothing is lost: call again.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => {
                    hops::note(file!(), "the socket has answered");
                    return Poll::Ready(result);
                }
            }
        }
    }
    // ANCHOR_END: try

    /// Reads what there is, up to the size of the buffer; 0 bytes are the end of the stream.
    pub fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let n = ready!(self.poll_io(Interest::Readable, cx, |mut socket| socket.read(buffer)))?;
        // The buffer was not filled, so there is no more: the next read need not find that out by itself.
        if D::SHORT_READ_IS_ALL && n > 0 && n < buffer.len() {
            self.driver.clear_ready(&self.socket, Interest::Readable);
        }
        Poll::Ready(Ok(n))
    }

    /// Writes what there is room for.
    pub fn poll_write(&self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_io(Interest::Writable, cx, |mut socket| socket.write(bytes))
    }
    // ANCHOR_END: poll_io

    /// Reads what there is, up to the size of the buffer; 0 bytes are the end of the stream.
    ///
    /// Dropped: nothing is lost, what has not been read is still in the socket.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        poll_fn(|cx| self.poll_read(cx, buffer)).await
    }

    // ANCHOR: read_with
    /// Reads what there is, up to [`SHARED_BUFFER`] bytes, and shows it to `f`; no bytes are the end of the stream. The
    /// buffer belongs to the thread. In an `async fn` it would live in the future, for as long as that waits: for 10,000
    /// connections, 10,000 times.
    ///
    /// Dropped: nothing is lost.
    ///
    /// # Errors
    /// The connection broke.
    pub fn read_with<T>(&self, mut f: impl FnMut(&[u8]) -> T) -> impl Future<Output = io::Result<T>> {
        poll_fn(move |cx| {
            // Taken, not borrowed: should `f` come here again, it gets a fresh one.
            let mut buffer = BUFFER.take();
            buffer.resize(SHARED_BUFFER, 0); // once for each thread: from then on it has that size
            let read = self.poll_read(cx, &mut buffer).map_ok(|n| f(&buffer[..n]));
            BUFFER.set(buffer);
            read
        })
    }
    // ANCHOR_END: read_with

    /// Writes what there is room for: maybe not all.
    ///
    /// Dropped: nothing was written.
    ///
    /// # Errors
    /// The connection broke.
    pub fn write(&self, bytes: &[u8]) -> impl Future<Output = io::Result<usize>> {
        poll_fn(move |cx| self.poll_write(cx, bytes))
    }

    /// Writes everything. (asyncio: `write`, then `drain`.)
    ///
    /// Dropped: some of it was written, and nobody knows how much. So do not give it up in the middle, unless the
    /// connection is given up too.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.write(bytes).await? {
                // A socket takes at least one byte or says why not; a loop that believed in 0 would not end.
                0 => return Err(ErrorKind::WriteZero.into()),
                n => bytes = &bytes[n..],
            }
        }
        Ok(())
    }

    /// Says that no more will come in this direction, or that no more is wanted.
    ///
    /// # Errors
    /// What the system says.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.socket.shutdown(how)
    }

    /// Who tells when it is ready.
    pub fn driver(&self) -> &D {
        &self.driver
    }

    /// The socket, for whatever else one may ask it.
    pub fn socket(&self) -> &net::TcpStream {
        &self.socket
    }
}

impl<D: Current> TcpStream<D> {
    /// Connects, on the current runtime.
    ///
    /// Dropped: the attempt is given up, and its socket closed.
    ///
    /// # Errors
    /// What the system says of the attempt.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    pub async fn connect(addr: SocketAddr) -> io::Result<TcpStream<D>> {
        TcpStream::connect_on(&D::current(), addr).await
    }

    /// Registers a connected socket with the current runtime.
    ///
    /// # Errors
    /// What the system says.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    pub fn from_std(socket: net::TcpStream) -> io::Result<TcpStream<D>> {
        TcpStream::from_std_on(&D::current(), socket)
    }
}

macro_rules! futures_io {
    ($stream:ty) => {
        impl<D: Driver> AsyncRead for $stream {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut [u8],
            ) -> Poll<io::Result<usize>> {
                TcpStream::poll_read(&self, cx, buffer)
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &mut [IoSliceMut<'_>],
            ) -> Poll<io::Result<usize>> {
                self.poll_io(Interest::Readable, cx, |mut socket| socket.read_vectored(buffers))
            }
        }

        impl<D: Driver> AsyncWrite for $stream {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                TcpStream::poll_write(&self, cx, bytes)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                self.poll_io(Interest::Writable, cx, |mut socket| socket.write_vectored(buffers))
            }

            /// Nothing is held back here.
            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(self.shutdown(Shutdown::Write))
            }
        }
    };
}
futures_io!(TcpStream<D>);
futures_io!(&TcpStream<D>);

/// Nothing in it points into it.
impl<D: Driver> Unpin for TcpStream<D> {}
