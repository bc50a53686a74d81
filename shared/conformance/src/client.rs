//! A client for `serve` that can do everything wrong: bytes as the case likes them.
//!
//! It reads answers with a small parser of its own: the servers under test are built on `lab`'s, and a mistake there
//! must not hide itself.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use crate::patience::{self, Must};

/// Between two looks whether an answer has come, while nothing more can be sent.
const A_LOOK: Duration = Duration::from_millis(50);

/// One connection to a server.
#[derive(Debug)]
pub(crate) struct Client {
    /// With limits on reads and writes, and without delay: what is sent goes out at once, as it was cut.
    stream: TcpStream,
    /// What was read and is not yet part of an answer that was taken.
    unread: Vec<u8>,
}

/// One answer, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The head, with the empty line that ends it.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of that name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// Checks status and body.
    #[track_caller]
    pub(crate) fn assert_is(&self, status: u16, body: &[u8]) {
        let start = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert_eq!(self.status, status, "the status of {:?} {:?}", self.head, start(&self.body));
        assert!(
            self.body == body,
            "the body is {} bytes, {:?}…, where {} bytes, {:?}…, were expected",
            self.body.len(),
            start(&self.body),
            body.len(),
            start(body)
        );
    }
}

impl Client {
    /// Connects.
    #[track_caller]
    pub(crate) fn connect(addr: SocketAddr) -> Client {
        let stream = TcpStream::connect_timeout(&addr, patience::STEP).must("connect to serve");
        Client::over(stream)
    }

    /// Connects with a small receive buffer: little is on its way to a client that does not read.
    #[track_caller]
    pub(crate) fn connect_narrow(addr: SocketAddr) -> Client {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).must("make a socket");
        socket.set_recv_buffer_size(16 * 1024).must("shrink the receive buffer");
        socket.set_send_buffer_size(64 * 1024).must("shrink the send buffer");
        socket.connect_timeout(&addr.into(), patience::STEP).must("connect to serve");
        Client::over(socket.into())
    }

    #[track_caller]
    fn over(stream: TcpStream) -> Client {
        stream.set_nodelay(true).must("set TCP_NODELAY");
        stream.set_read_timeout(Some(patience::STEP)).must("limit the reads");
        stream.set_write_timeout(Some(patience::STEP)).must("limit the writes");
        Client { stream, unread: Vec::new() }
    }

    /// Sends all of it.
    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).must("send to serve");
    }

    /// Sends it one byte at a time, each in a packet of its own.
    #[track_caller]
    pub(crate) fn drip(&mut self, bytes: impl AsRef<[u8]>) {
        for byte in bytes.as_ref() {
            self.send([*byte]);
        }
    }

    /// Sends as much as the other side takes, until it has taken nothing for `pause`; how much it was.
    #[track_caller]
    pub(crate) fn send_until_stuck(&mut self, bytes: &[u8], pause: Duration) -> usize {
        self.stream.set_write_timeout(Some(pause)).must("limit the writes");
        let mut sent = 0;
        while sent < bytes.len() {
            match self.stream.write(&bytes[sent..]) {
                Ok(n) => sent += n,
                Err(error) if is_timeout(&error) => break,
                Err(error) => panic!("cannot send to serve: {error}"),
            }
        }
        self.stream.set_write_timeout(Some(patience::STEP)).must("limit the writes");
        sent
    }

    /// Sends all of it, or as much as is taken until the first of the answer has come.
    #[track_caller]
    pub(crate) fn send_until_answered(&mut self, bytes: &[u8]) {
        let begin = Instant::now();
        self.stream.set_write_timeout(Some(A_LOOK)).must("limit the writes");
        let mut sent = 0;
        while sent < bytes.len() {
            match self.stream.write(&bytes[sent..]) {
                Ok(n) => sent += n,
                Err(error) if is_timeout(&error) => {
                    self.stream.set_nonblocking(true).must("ask and not wait");
                    let answered = self.stream.peek(&mut [0]).is_ok();
                    self.stream.set_nonblocking(false).must("wait again");
                    if answered {
                        break;
                    }
                    let waited = begin.elapsed();
                    assert!(
                        waited < patience::STEP,
                        "in {waited:?} serve took {sent} bytes and answered nothing"
                    );
                }
                Err(error) => panic!("cannot send to serve: {error}"),
            }
        }
        self.stream.set_write_timeout(Some(patience::STEP)).must("limit the writes");
    }

    /// Sends all of it on a thread of its own, while this one reads.
    #[track_caller]
    pub(crate) fn send_beside(&self, bytes: Vec<u8>) -> Sender {
        let mut stream = self.stream.try_clone().must("share the connection with a thread");
        Sender(thread::spawn(move || stream.write_all(&bytes)))
    }

    /// Sends no more, and goes on reading.
    #[track_caller]
    pub(crate) fn half_close(&mut self) {
        self.stream.shutdown(Shutdown::Write).must("close the sending side");
    }

    /// Breaks the connection: what is on its way is lost, and the server sees a reset.
    #[track_caller]
    pub(crate) fn reset(self) {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).must("set SO_LINGER to 0");
    }

    /// Reads once; what came. Empty at the end.
    #[track_caller]
    pub(crate) fn read_once(&mut self) -> Vec<u8> {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(n) => {
                    buffer.truncate(n);
                    return buffer;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_timeout(&error) => {
                    panic!("serve sent nothing for {:?}; unread: {:?}", patience::STEP, self.text())
                }
                Err(error) => panic!("cannot read from serve: {error}; unread: {:?}", self.text()),
            }
        }
    }

    /// Reads the next answer. A body it has a length for belongs to it.
    #[track_caller]
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = self.head_alone();
        let length =
            answer.header("content-length").must(format_args!("find the length in {:?}", answer.head));
        let length: usize = length.parse().must(format_args!("parse the length in {:?}", answer.head));
        while self.unread.len() < length {
            self.read_more();
        }
        answer.body = self.unread.drain(..length).collect();
        answer
    }

    /// Reads the next head: all there is of an answer to HEAD, and of a 100.
    #[track_caller]
    pub(crate) fn head_alone(&mut self) -> Answer {
        let end = loop {
            match self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                Some(place) => break place + 4,
                None => self.read_more(),
            }
        };
        let head: Vec<u8> = self.unread.drain(..end).collect();
        let head = String::from_utf8(head).must("read a head as text");
        let status =
            head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|n| n.parse().ok());
        Answer { status: status.must(format_args!("find the status in {head:?}")), head, body: Vec::new() }
    }

    #[track_caller]
    fn read_more(&mut self) {
        let more = self.read_once();
        assert!(!more.is_empty(), "serve closed in the middle of an answer; unread: {:?}", self.text());
        self.unread.extend(more);
    }

    /// Reads to the end of the stream. A reset is no end.
    #[track_caller]
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        loop {
            let more = self.read_once();
            if more.is_empty() {
                return std::mem::take(&mut self.unread);
            }
            self.unread.extend(more);
        }
    }

    /// Reads to the end of the stream, or to a reset: for clients that are sent away.
    #[track_caller]
    pub(crate) fn rest_or_reset(&mut self) -> Vec<u8> {
        let mut buffer = [0; 64 * 1024];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => self.unread.extend_from_slice(&buffer[..n]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if is_timeout(&error) => panic!("serve has not ended the connection: {error}"),
                Err(_) => break,
            }
        }
        std::mem::take(&mut self.unread)
    }

    /// Reads so many bytes as there are here, and checks that they are these.
    #[track_caller]
    pub(crate) fn assert_next(&mut self, bytes: &[u8]) {
        while self.unread.len() < bytes.len() {
            self.read_more();
        }
        let came: Vec<u8> = self.unread.drain(..bytes.len()).collect();
        assert_eq!(String::from_utf8_lossy(&came), String::from_utf8_lossy(bytes));
    }

    /// Checks that nothing comes but the end of the stream.
    #[track_caller]
    pub(crate) fn assert_closed(&mut self) {
        let rest = self.rest();
        assert!(rest.is_empty(), "after the last answer came {:?}", String::from_utf8_lossy(&rest));
    }

    /// Whether something has come that was not read yet, or the end of the stream.
    #[track_caller]
    pub(crate) fn has_something_to_read(&self) -> bool {
        if !self.unread.is_empty() {
            return true;
        }
        self.stream.set_nonblocking(true).must("stop blocking");
        let seen = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false).must("block again");
        !matches!(seen, Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.unread[..self.unread.len().min(200)]).into_owned()
    }
}

/// See [`Client::send_beside`].
#[derive(Debug)]
pub(crate) struct Sender(JoinHandle<std::io::Result<()>>);

impl Sender {
    /// Waits until all is sent.
    #[track_caller]
    pub(crate) fn finish(self) {
        let sent = self.0.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        sent.must("send to serve");
    }
}

/// What a read or write says when its limit is over: one or the other, as the system likes.
fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// A GET that keeps the connection.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

/// A POST to `/echo`, with its length.
pub(crate) fn echo(body: &[u8]) -> Vec<u8> {
    let head = format!("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The same in chunks of many sizes, with extensions and a trailer.
pub(crate) fn chunked_echo(body: &[u8]) -> Vec<u8> {
    let mut request =
        b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n\r\n".to_vec();
    let (mut rest, mut size) = (body, 1);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        request.extend(format!("{:X};n={size};q=\"a b\"\r\n", chunk.len()).into_bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
        (rest, size) = (after, size * 2 + 1);
    }
    request.extend(b"000\r\nX-Sum: 1\r\n\r\n");
    request
}

/// Bytes that are all different enough for a shift or a swap to show.
pub(crate) fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i % 251) as u8 ^ (i / 65_537) as u8).collect()
}
