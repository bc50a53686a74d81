//! What to answer, and its bytes.

use std::borrow::Cow;
use std::io::Write;
use std::time::Duration;

/// The header that says that no answer follows this one.
const CLOSE: &[u8] = b"Connection: close\r\n";
/// The empty line that ends a head.
pub(super) const END: &[u8] = b"\r\n";

/// Says so in a head that was written without it and ends at `head`; how many bytes that took.
pub(super) fn say_close(out: &mut Vec<u8>, head: usize) -> usize {
    let place = head - END.len();
    out.splice(place..place, CLOSE.iter().copied());
    CLOSE.len()
}

/// How a body's end is told to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `Content-Length`.
    Length,
    /// `Transfer-Encoding: chunked`, in chunks of this many bytes. (A client of HTTP/1.0 gets `UntilClose` instead.)
    Chunked(usize),
    /// Neither: the end of the stream is the end of the body.
    UntilClose,
}

/// What to answer. Built up from [`Answer::new`].
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The body, without its framing.
    pub body: Cow<'static, [u8]>,
    /// How the body's end is told.
    pub framing: Framing,
    /// Wait this long before the first byte.
    pub after: Duration,
    /// Send the body one byte at a time, with this pause before each.
    pub drip: Option<Duration>,
    /// Further headers, each a name and a value.
    pub headers: Vec<(&'static str, String)>,
}

impl Answer {
    /// An answer at once, of `text/plain`, with its length.
    pub fn new(status: u16, body: impl Into<Cow<'static, [u8]>>) -> Answer {
        Answer {
            status,
            content_type: "text/plain",
            body: body.into(),
            framing: Framing::Length,
            after: Duration::ZERO,
            drip: None,
            headers: Vec::new(),
        }
    }

    /// The same, after a pause.
    pub fn after(mut self, pause: Duration) -> Answer {
        self.after = pause;
        self
    }

    /// Writes the head to `out`. `close` says so to the client.
    pub(super) fn write_head(&self, out: &mut Vec<u8>, close: bool) {
        // Bytes are put together by hand: `write!` would cost more than all the rest of a small answer.
        out.reserve(256 + self.body.len());
        match self.status {
            200 => out.extend_from_slice(b"HTTP/1.1 200 OK\r\n"), // nearly all
            status => {
                put(out, &[b"HTTP/1.1 ", decimal(status.into(), &mut [0; 20]), b" "]);
                put(out, &[reason(status).as_bytes(), END]);
            }
        }
        if self.has_body() {
            put(out, &[b"Content-Type: ", self.content_type.as_bytes()]);
            match self.framing {
                Framing::Length => {
                    put(out, &[b"\r\nContent-Length: ", decimal(self.body.len(), &mut [0; 20]), END]);
                }
                Framing::Chunked(_) => put(out, &[b"\r\nTransfer-Encoding: chunked\r\n"]),
                Framing::UntilClose => put(out, &[END]),
            }
        }
        for (name, value) in &self.headers {
            put(out, &[name.as_bytes(), b": ", value.as_bytes(), END]);
        }
        if close {
            out.extend_from_slice(CLOSE);
        }
        out.extend_from_slice(END);
    }

    /// Writes the body to `out`, with its framing.
    pub(super) fn write_body(&self, out: &mut Vec<u8>) {
        if !self.has_body() {
            return;
        }
        match self.framing {
            Framing::Length | Framing::UntilClose => out.extend_from_slice(&self.body),
            Framing::Chunked(size) => {
                for chunk in self.body.chunks(size.max(1)) {
                    let _ = write!(out, "{:x}\r\n", chunk.len()); // to a vector: it cannot fail
                    out.extend_from_slice(chunk);
                    out.extend_from_slice(b"\r\n");
                }
                out.extend_from_slice(b"0\r\n\r\n");
            }
        }
    }

    /// 204 and 304 have none, whatever stands in `body`.
    fn has_body(&self) -> bool {
        !matches!(self.status, 204 | 304)
    }
}

fn put(out: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

/// A number in decimal, written to the end of `digits`: 20 are enough for any.
fn decimal(mut number: usize, digits: &mut [u8; 20]) -> &[u8] {
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return &digits[first..];
        }
    }
}

/// The words beside a status code. They are for people; no program may rely on them.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        417 => "Expectation Failed",
        418 => "I'm a teapot",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => match status / 100 {
            2 => "Success",
            3 => "Redirection",
            4 => "Client Error",
            _ => "Server Error",
        },
    }
}
