//! Plain blocking clients, for the tests of the slow server.
#![allow(clippy::unwrap_used, missing_docs, dead_code)]

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use lab::http::{Exchange, Progress, Response};
use lab::probe;
use lab::server::{Counts, Server};
use lab::url::Url;

/// The watchdog of every test: no measure of time, only the end of patience.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Starts a server and runs a test against it under the watchdog.
pub fn with_server(what: &str, test: impl FnOnce(&Server) + Send + 'static) {
    let server = Arc::new(Server::start().unwrap());
    let theirs = Arc::clone(&server);
    probe::within(PATIENCE, what, || format!("the server says {:?}", server.counts()), move || test(&theirs));
    probe::within(PATIENCE, "the server's end", String::new, move || drop(server));
}

pub fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// A connection with a request sent, whose answer is still to be read.
pub fn ask(addr: SocketAddr, request: &str) -> TcpStream {
    let mut stream = connect(addr);
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: lab\r\n\r\n")
}

/// Reads one response. Byte by byte, so that not a byte of the next one is taken.
pub fn response(stream: &mut TcpStream) -> Response {
    let mut exchange = Exchange::get(&anywhere());
    read_into(&mut exchange, stream);
    exchange.into_response()
}

/// The same for the response to a HEAD, which has no body whatever its length says.
pub fn response_to_head(stream: &mut TcpStream) -> Response {
    let mut exchange = Exchange::head(&anywhere());
    read_into(&mut exchange, stream);
    exchange.into_response()
}

fn read_into(exchange: &mut Exchange, stream: &mut TcpStream) {
    exchange.sent(exchange.outgoing().len());
    let mut byte = [0];
    loop {
        match stream.read(&mut byte).unwrap() {
            0 => {
                exchange.end_of_stream().unwrap();
                return;
            }
            n => {
                if exchange.received(&byte[..n]).unwrap() == Progress::Done {
                    return;
                }
            }
        }
    }
}

/// A request on a connection of its own, and its response.
pub fn fetch(addr: SocketAddr, path: &str) -> Response {
    response(&mut ask(addr, &get(path)))
}

/// Everything up to the end of the stream.
pub fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

/// How many responses with this status line a stream of bytes holds.
pub fn count(bytes: &[u8], status_line: &str) -> usize {
    String::from_utf8_lossy(bytes).matches(status_line).count()
}

/// Says that no more is coming; answers can still be read.
pub fn half_close(stream: &TcpStream) {
    stream.shutdown(Shutdown::Write).unwrap();
}

/// Closes with a reset instead of a proper end.
pub fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
}

/// Asks until the counts are as wanted. The watchdog ends it if they never are.
pub fn until(server: &Server, wanted: impl Fn(&Counts) -> bool) -> Counts {
    loop {
        let counts = server.counts();
        if wanted(&counts) {
            return counts;
        }
        std::thread::yield_now();
    }
}

fn anywhere() -> Url {
    Url { host: "127.0.0.1".to_owned(), port: 80, path: "/".to_owned() }
}
