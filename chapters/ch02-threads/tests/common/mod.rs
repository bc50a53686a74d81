//! What these tests share: a watchdog, and a server that answers only when enough clients wait.
#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// No test takes so long, on any machine; what takes longer hangs.
pub const LIMIT: Duration = Duration::from_secs(30);

/// A limit for fetches that are not about limits: longer than [`LIMIT`], so that a hang is seen as one.
pub const LONG: Duration = Duration::from_secs(60);

/// Runs a test under the watchdog: a hang becomes a failure.
pub fn within(f: impl FnOnce() + Send + 'static) {
    lab::probe::within(LIMIT, "this test", || "it hangs".to_owned(), f);
}

/// Repeats what shows a fault only when two threads meet, until it has. The watchdog ends it if it never does.
pub fn until_seen(mut seen: impl FnMut() -> bool) {
    while !seen() {}
}

/// A server that answers nobody until `together` clients have asked, and then all of them; and again, `rounds` times. A
/// client that has fewer requests under way than that hangs.
pub fn all_or_none(together: usize, rounds: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || {
        for _ in 0..rounds {
            let mut waiting: Vec<TcpStream> = Vec::new();
            while waiting.len() < together {
                let (mut stream, _) = listener.accept().unwrap();
                read_head(&mut stream);
                waiting.push(stream);
            }
            for mut stream in waiting {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
            }
        }
    });
    addr
}

/// Reads up to the empty line.
pub fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "the head ended early");
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}
