//! Servers made by hand for one case of `fetch`: each connection runs a script that may do everything wrong.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;

use crate::patience::{self, Must};

/// A server whose every connection runs a script on a thread of its own. Stops accepting when dropped.
#[derive(Debug)]
pub(crate) struct Peer {
    /// Where it listens.
    addr: SocketAddr,
    /// Set when it is to accept no more.
    stop: Arc<AtomicBool>,
    /// How many connections were accepted.
    accepted: Arc<AtomicUsize>,
    /// The thread that accepts; taken when this is dropped.
    acceptor: Option<JoinHandle<()>>,
}

impl Peer {
    /// Starts a server whose script gets each connection as it was accepted, with nothing read yet.
    #[track_caller]
    pub(crate) fn raw(script: impl Fn(Conn) + Send + Sync + 'static) -> Peer {
        let listener = lab::net::listen(0).must("listen");
        let addr = listener.local_addr().must("read the port");
        let (stop, accepted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let script = Arc::new(script);
        let acceptor = thread::spawn({
            let (stop, accepted) = (Arc::clone(&stop), Arc::clone(&accepted));
            move || accept(&listener, &stop, &accepted, &script)
        });
        Peer { addr, stop, accepted, acceptor: Some(acceptor) }
    }

    /// Starts a server whose script begins when the head of the request has been read.
    #[track_caller]
    pub(crate) fn new(script: impl Fn(Conn) + Send + Sync + 'static) -> Peer {
        Peer::raw(move |mut conn| {
            if conn.read_request() {
                script(conn);
            }
        })
    }

    /// Starts a server that gives these bytes to every request, and then closes cleanly.
    #[track_caller]
    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Peer {
        let answer = answer.into();
        Peer::new(move |mut conn| conn.send(&answer))
    }

    /// Starts a server that answers nobody until so many requests are there at once.
    #[track_caller]
    pub(crate) fn gated(gate: &Arc<Gate>, all: usize) -> Peer {
        let gate = Arc::clone(gate);
        Peer::new(move |mut conn| {
            if gate.wait_for(all) {
                conn.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        })
    }

    /// Where it listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The URL of its root.
    pub(crate) fn url(&self) -> String {
        self.path("/")
    }

    /// The URL of a path on it.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// How many connections it has accepted.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(SeqCst)
    }
}

fn accept<F: Fn(Conn) + Send + Sync + 'static>(
    listener: &TcpListener,
    stop: &AtomicBool,
    accepted: &AtomicUsize,
    script: &Arc<F>,
) {
    while let Ok((stream, _)) = listener.accept() {
        if stop.load(SeqCst) {
            return;
        }
        accepted.fetch_add(1, SeqCst);
        let script = Arc::clone(script);
        thread::spawn(move || script(Conn::over(stream)));
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stop.store(true, SeqCst);
        // A connection wakes the acceptor. Where none can be made it stays behind, and does no harm.
        let woken = TcpStream::connect_timeout(&self.addr, patience::STEP).is_ok();
        if let Some(acceptor) = self.acceptor.take()
            && woken
        {
            let _ = acceptor.join();
        }
    }
}

/// One connection to a [`Peer`]. The other side may be gone at any time, so nothing here fails: what cannot be sent is
/// not sent. Dropping it closes cleanly: no reset, however much is unread.
#[derive(Debug)]
pub(crate) struct Conn {
    /// With limits on reads and writes, and without delay.
    stream: TcpStream,
    /// Whether to close cleanly when dropped.
    clean: bool,
}

impl Conn {
    fn over(stream: TcpStream) -> Conn {
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(patience::STEP));
        let _ = stream.set_write_timeout(Some(patience::STEP));
        Conn { stream, clean: true }
    }

    /// Reads up to the end of a head; whether there was one.
    pub(crate) fn read_request(&mut self) -> bool {
        self.request().is_some()
    }

    /// Reads a request's head, and nothing after it.
    pub(crate) fn request(&mut self) -> Option<String> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match self.stream.read(&mut byte) {
                Ok(1) => head.extend(byte),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                _ => return None,
            }
        }
        String::from_utf8(head).ok()
    }

    /// Sends all of it.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref());
    }

    /// Sends pieces, each in a packet of its own.
    pub(crate) fn send_pieces<'a>(&mut self, pieces: impl IntoIterator<Item = &'a [u8]>) {
        for piece in pieces {
            self.send(piece);
        }
    }

    /// Sends the same bytes again and again, until the other side is gone or `limit` bytes are sent; how many it was.
    pub(crate) fn send_for_ever(&mut self, bytes: &[u8], limit: usize) -> usize {
        let mut sent = 0;
        while sent < limit && self.stream.write_all(bytes).is_ok() {
            sent += bytes.len();
        }
        sent
    }

    /// Sends no more, and goes on reading.
    pub(crate) fn half_close(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Whether the other side has closed or is gone. (It has sent all it had to say.)
    pub(crate) fn is_gone(&mut self) -> bool {
        let _ = self.stream.set_nonblocking(true);
        let seen = self.stream.peek(&mut [0]);
        let _ = self.stream.set_nonblocking(false);
        !matches!(seen, Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    /// Waits until the other side has closed or is gone.
    pub(crate) fn wait_for_close(&mut self) {
        let mut buffer = [0; 4096];
        while matches!(self.stream.read(&mut buffer), Ok(n) if n > 0) {}
    }

    /// Breaks the connection: the other side sees a reset.
    pub(crate) fn reset(mut self) {
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        self.clean = false;
    }

    /// Closes at once. With unread bytes in the buffer that is a reset, and may destroy what was sent.
    pub(crate) fn close_roughly(mut self) {
        self.clean = false;
    }
}

impl Drop for Conn {
    fn drop(&mut self) {
        if self.clean {
            self.half_close();
            self.wait_for_close();
        }
    }
}

/// A door that opens when so many stand before it.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    /// How many requests have come and are not answered yet, and the largest number of them.
    waiting: Mutex<(usize, usize)>,
    /// Told at every arrival.
    arrival: Condvar,
}

impl Gate {
    /// Waits until `all` have come at least once at the same time.
    fn wait_for(&self, all: usize) -> bool {
        let Ok(mut waiting) = self.waiting.lock() else { return false };
        waiting.0 += 1;
        waiting.1 = waiting.1.max(waiting.0);
        self.arrival.notify_all();
        let opened = self.arrival.wait_timeout_while(waiting, patience::STEP, |waiting| waiting.1 < all);
        let Ok((mut waiting, limit)) = opened else { return false };
        waiting.0 -= 1;
        !limit.timed_out()
    }

    /// How many stood before it at most.
    pub(crate) fn most(&self) -> usize {
        self.waiting.lock().map_or(0, |waiting| waiting.1)
    }
}
