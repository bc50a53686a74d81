//! Bug: a server takes its first read for the whole request; a good request that comes in two pieces is refused.
//!
//! ```console
//! $ cargo run -p ch01-blocking-socket --example ch01_bug_split_request
//! ```
//!
//! Short requests from near clients come in one piece, so tests see nothing. (A server that, instead of refusing, waits for
//! a *new* request hangs: the client has said everything.)
#![forbid(unsafe_code)]

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use lab::say;

const ROUNDS: usize = 10;

// ANCHOR: wrong
/// Wrong: surely 4,096 bytes are enough for so short a request?
fn one_read(client: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; 4096];
    let n = client.read(&mut buffer)?;
    buffer.truncate(n);
    Ok(buffer)
}
// ANCHOR_END: wrong

// ANCHOR: right
/// Repair: read until the bytes themselves say that it is complete. (A real server also has a limit for it: chapter 1's.)
fn until_the_empty_line(client: &mut dyn Read) -> io::Result<Vec<u8>> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"\r\n\r\n") {
        match client.read(&mut buffer)? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            n => request.extend(&buffer[..n]),
        }
    }
    Ok(request)
}
// ANCHOR_END: right

fn main() -> io::Result<()> {
    let whole = ["GET / HTTP/1.1\r\nHost: here\r\n\r\n"];
    let split = ["GET / HTTP/1.1\r\nHo", "st: here\r\n\r\n"];
    for (name, how) in [
        ("wrong: one read is the request:", one_read as ReadRequest),
        ("right: read to the empty line: ", until_the_empty_line),
    ] {
        let (whole, split) = (answered(&whole, how)?, answered(&split, how)?);
        say!("{name} sent whole, {whole} of {ROUNDS} are answered; sent in two pieces, {split} of {ROUNDS}");
    }
    Ok(())
}

/// One way of reading a request.
type ReadRequest = fn(&mut dyn Read) -> io::Result<Vec<u8>>;

/// Sends requests, each on its own connection. How many get 200?
fn answered(pieces: &[&str], how: ReadRequest) -> io::Result<usize> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let mut answered = 0;
    for _ in 0..ROUNDS {
        let mut client = TcpStream::connect(listener.local_addr()?)?;
        let (has_read, server_has_read) = channel();
        let server = TellsOfReads { stream: listener.accept()?.0, has_read };
        thread::scope(|scope| {
            scope.spawn(|| serve(server, how));
            for piece in pieces {
                if client.write_all(piece.as_bytes()).is_ok() {
                    let _ = server_has_read.recv(); // so the next piece is a piece of its own; no longer, if it has gone
                }
            }
            let mut answer = String::new();
            let _ = client.read_to_string(&mut answer); // an error is no answer
            answered += usize::from(answer.starts_with("HTTP/1.1 200"));
        });
    }
    Ok(answered)
}

fn serve(mut client: TellsOfReads, how: ReadRequest) -> io::Result<()> {
    let answer = match how(&mut client)?.ends_with(b"\r\n\r\n") {
        true => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        false => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    };
    client.stream.write_all(answer.as_bytes())
}

/// The server's end. The client waits for its notes, so that the cut falls where we want it on every machine.
struct TellsOfReads {
    stream: TcpStream,
    /// A note after each read; goes with the server.
    has_read: Sender<()>,
}

impl Read for TellsOfReads {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.stream.read(buffer)?;
        let _ = self.has_read.send(());
        Ok(n)
    }
}
