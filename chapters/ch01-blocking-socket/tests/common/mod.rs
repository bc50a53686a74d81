//! What these tests share: peers made by hand, and a watchdog.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use lab::fetch::Target;

/// No test takes so long, on any machine; what takes longer hangs.
pub const LIMIT: Duration = Duration::from_secs(30);

/// A limit for fetches that are not about limits.
pub const LONG: Duration = Duration::from_secs(20);

/// Runs a test under the watchdog: a hang becomes a failure.
pub fn within(f: impl FnOnce() + Send + 'static) {
    lab::probe::within(LIMIT, "this test", || "it hangs".to_owned(), f);
}

/// A server of one connection, made by hand: `talk` gets it as it was accepted.
pub fn peer(talk: impl FnOnce(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || talk(listener.accept().unwrap().0));
    addr
}

/// A peer that reads the request's head, answers with these bytes, and closes.
pub fn answering(bytes: &'static [u8]) -> Target {
    let addr = peer(move |mut stream| {
        read_head(&mut stream);
        stream.write_all(bytes).unwrap();
    });
    Target::at(addr, "/")
}

/// Reads up to the empty line.
pub fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "the head ended early");
        head.push(byte[0]);
    }
}

/// An address where nobody listens: port 1 is never given out by the system, so no test beside this one gets it.
pub fn nobody() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 1))
}

/// Reads one answer with a Content-Length: its status line and its body.
pub fn read_answer(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "the answer ended in its head");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse::<usize>().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    (head.lines().next().unwrap().to_owned(), body)
}
