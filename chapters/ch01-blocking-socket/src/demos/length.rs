//! How long is the answer? Three ways of saying where a body ends; and what can be known without reading it all.

use std::io::{Read, Write};
use std::net::TcpStream;

use lab::cli::{Args, Demo, Failure, Report};
use lab::http::Exchange;
use lab::say;
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "length",
    about: "where an answer ends: a length, chunks, or the end of the stream; and its length without reading it all",
    rows: "S13 S23",
    flags: &[],
    run,
};

/// A body that nobody would want to keep in memory only to count it.
const LARGE: usize = 8_000_000;

fn run(_: &Args) -> Result<Report, Failure> {
    let server = ServerProcess::start()?;
    say!("Where does the answer end? Three servers, three ways to say it:");
    for path in ["/bytes/2000", "/chunked/2000", "/close/2000"] {
        let answer = open(&server, Exchange::get, path)?;
        let (head, framing) = (answer.head.clone(), answer.framing());
        let body = answer.rest()?;
        let end = match framing.split(':').next() {
            Some("content-length") => format!("{} bytes, then it is complete", body.len()),
            Some("transfer-encoding") => {
                format!("{} bytes: each piece says its length", pieces(&body)?)
            }
            _ => format!("{} bytes, then the server closed", body.len()),
        };
        say!("  {path:<13} {framing:<26} {end}");
        if !head.starts_with("HTTP/1.1 200") {
            return Err(Failure(format!("the server refused {path}")));
        }
    }

    say!("\nThe length of {LARGE} bytes, without keeping them:");
    let answer = open(&server, Exchange::head, &format!("/bytes/{LARGE}"))?;
    let framing = answer.framing();
    say!("  HEAD instead of GET    {framing}, and {} bytes of body", answer.rest()?.len());
    let answer = open(&server, Exchange::get, &format!("/bytes/{LARGE}"))?;
    say!("  GET, and leave early   {}, after {:.1} KiB", answer.framing(), answer.came() as f64 / 1024.0);
    let answer = open(&server, Exchange::get, &format!("/close/{LARGE}"))?;
    let framing = answer.framing();
    let (bytes, room) = answer.count()?;
    say!("  read and count         {framing}: {bytes} bytes, never more than {room} of them in memory\n");
    Ok(Report {
        remarks: vec![
            "The head comes first, and is short: to know what it says, nobody needs the body.".to_owned(),
            "What it does not say, only reading can tell.".to_owned(),
        ],
        next: vec!["mailbox".to_owned(), "fetch --help".to_owned()],
        ..Report::default()
    })
}

// ANCHOR: head_first
/// An answer whose head has come, and maybe a little of its body.
struct Answer {
    /// Where the rest will come from.
    stream: TcpStream,
    /// Up to the empty line.
    head: String,
    /// What came with the head.
    begun: Vec<u8>,
}

/// Asks, and reads until the head is there.
fn open(server: &ServerProcess, ask: fn(&lab::url::Url) -> Exchange, path: &str) -> Result<Answer, Failure> {
    let mut stream = TcpStream::connect(server.addr())?;
    stream.write_all(ask(&server.target(path).url).outgoing())?;
    let (mut come, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            return Err(Failure(format!("{path}: the answer ended in its head")));
        }
        come.extend_from_slice(&buffer[..n]);
        // Not simply "after the first read": the head may come in pieces, and a bit of the body with its last.
        if let Some(end) = come.windows(4).position(|four| four == b"\r\n\r\n") {
            let begun = come.split_off(end + 4);
            return Ok(Answer { stream, head: String::from_utf8_lossy(&come).into_owned(), begun });
        }
    }
}
// ANCHOR_END: head_first

impl Answer {
    /// The header that says where the body ends.
    fn framing(&self) -> String {
        let mut lines = self.head.lines().map(str::to_ascii_lowercase);
        lines
            .find(|line| line.starts_with("content-length:") || line.starts_with("transfer-encoding:"))
            .unwrap_or_else(|| "no length at all".to_owned())
    }

    /// How many bytes have been read.
    fn came(&self) -> usize {
        self.head.len() + self.begun.len()
    }

    /// The body, all of it (the server closes after it: that was asked for).
    fn rest(mut self) -> Result<Vec<u8>, Failure> {
        self.stream.read_to_end(&mut self.begun)?;
        Ok(self.begun)
    }

    // ANCHOR: count
    /// Counts the body, and keeps none of it: how many bytes, and how many there was room for.
    fn count(mut self) -> Result<(usize, usize), Failure> {
        let (mut bytes, mut buffer) = (self.begun.len(), [0; 16 * 1024]);
        loop {
            match self.stream.read(&mut buffer)? {
                0 => return Ok((bytes, buffer.len())),
                n => bytes += n,
            }
        }
    }
    // ANCHOR_END: count
}

/// The lengths of the pieces of a chunked body: `777 + 446 + 0`.
fn pieces(mut body: &[u8]) -> Result<String, Failure> {
    let broken = || Failure("the chunks are broken".to_owned());
    let mut lengths = Vec::new();
    loop {
        let end = body.iter().position(|&byte| byte == b'\r').ok_or_else(broken)?;
        let length = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16)?;
        lengths.push(length.to_string());
        if length == 0 {
            return Ok(lengths.join(" + "));
        }
        // The length, an end of line, the piece, an end of line.
        body = body.get(end + 2 + length + 2..).ok_or_else(broken)?;
    }
}
