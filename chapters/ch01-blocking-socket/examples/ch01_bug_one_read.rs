//! Bug: one read is taken for the whole answer.
//!
//! ```console
//! $ cargo run -p ch01-blocking-socket --example ch01_bug_one_read
//! ```
//!
//! It works on most days, with short answers from near servers: they come in one piece. Python's `recv(4096)` is the
//! same system call, and the same bug.
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use lab::http::{Exchange, Progress};
use lab::say;
use lab::server::Server;

fn main() -> Result<(), Box<dyn Error>> {
    // It sends a body of 50 bytes, one at a time.
    let server = Server::start()?;
    let url = server.url("/drip/50");

    // ANCHOR: wrong
    let mut stream = TcpStream::connect(server.addr())?;
    stream.write_all(Exchange::get(&url).outgoing())?;
    let mut buffer = [0; 4096];
    let n = stream.read(&mut buffer)?; // 4,096 bytes of room: surely enough for so short an answer?
    let text = String::from_utf8_lossy(&buffer[..n]);
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    say!("wrong: the first read is the answer: {} of 50 bytes, and no error", body.len());
    // ANCHOR_END: wrong

    // ANCHOR: right
    let mut stream = TcpStream::connect(server.addr())?;
    let mut exchange = Exchange::get(&url);
    stream.write_all(exchange.outgoing())?;
    let mut reads = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        reads += 1;
        if n == 0 {
            exchange.end_of_stream()?; // an error, if this was not the end
            break;
        }
        if exchange.received(&buffer[..n])? == Progress::Done {
            break;
        }
    }
    let body = exchange.into_response().body;
    say!("right: until the bytes say that it is complete: {} of 50 bytes, in {reads} reads", body.len());
    // ANCHOR_END: right
    Ok(())
}
