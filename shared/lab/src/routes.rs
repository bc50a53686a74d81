//! What servers answer: [`contract`] for every chapter's `serve`, [`slow`] for the laboratory's own server.

use std::time::Duration;

use crate::http::{Answer, Framing, Request};

/// The longest delay, in milliseconds, that can be asked for: ten minutes.
pub const MAX_DELAY: u64 = 600_000;
/// The longest body, in bytes, that the slow server makes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Between two bytes of `/drip/N`.
pub const DRIP: Duration = Duration::from_millis(5);
/// The size of the chunks of `/chunked/N`: odd, so that no buffer's size is a multiple.
const CHUNK: usize = 777;

/// The answers every chapter's `serve` gives.
///
/// | request | answer |
/// |---|---|
/// | `GET /` | 200, `Hello, World!` |
/// | `GET /delay/MS` | 200 `ok` after MS milliseconds |
/// | `POST /echo` | 200, the body back |
/// | `HEAD` of the first two | the head alone |
/// | another path, another method | 404, 405 |
pub fn contract(request: &Request<'_>) -> Answer {
    let hello = || for_reading(request, || Answer::new(200, &b"Hello, World!"[..]));
    // Before the path is taken apart: this is what servers are measured with.
    if request.path == "/" {
        return hello();
    }
    let (first, rest) = parts(request.path);
    match first {
        "" if rest.is_none() => hello(),
        "delay" => match number(rest, MAX_DELAY) {
            Some(ms) => {
                for_reading(request, || Answer::new(200, &b"ok"[..]).after(Duration::from_millis(ms)))
            }
            None => not_found(),
        },
        "echo" if rest.is_none() => match request.method {
            "POST" => Answer::new(200, request.body.to_vec()),
            _ => not_allowed("POST"),
        },
        _ => not_found(),
    }
}

/// The answers of the slow server: those of [`contract`], and these.
///
/// | `GET` | answer |
/// |---|---|
/// | `/bytes/N` | N bytes |
/// | `/chunked/N` | N bytes in chunks |
/// | `/close/N` | N bytes, ended by closing the connection |
/// | `/drip/N` | N bytes, one at a time |
/// | `/status/CODE` | that status |
/// | `/headers` | the headers of the request, a line each |
/// | `/site/PAGES/MS/N` | page N of a small site of so many pages, with links, after MS milliseconds |
pub fn slow(request: &Request<'_>) -> Answer {
    let (first, rest) = parts(request.path);
    let bytes = || number(rest, MAX_BYTES as u64).and_then(|n| usize::try_from(n).ok());
    match (first, bytes()) {
        ("bytes", Some(n)) => for_reading(request, || Answer::new(200, some_bytes(n))),
        ("chunked", Some(n)) => for_reading(request, || framed(n, Framing::Chunked(CHUNK))),
        ("close", Some(n)) => for_reading(request, || framed(n, Framing::UntilClose)),
        ("drip", Some(n)) => {
            for_reading(request, || Answer { drip: Some(DRIP), ..Answer::new(200, some_bytes(n)) })
        }
        ("status", Some(code @ 200..=599)) => for_reading(request, || {
            Answer::new(u16::try_from(code).unwrap_or(500), format!("{code}\n").into_bytes())
        }),
        ("headers", _) if rest.is_none() => for_reading(request, || Answer::new(200, headers(request))),
        ("site", _) => match rest.and_then(page) {
            Some(page) => for_reading(request, || page),
            None => not_found(),
        },
        _ => contract(request),
    }
}

/// Bytes that are easy to check and not all alike: the byte at place i is i modulo 251.
pub fn some_bytes(n: usize) -> Vec<u8> {
    let round: Vec<u8> = (0..=250).collect();
    let mut bytes = round.repeat(n.div_ceil(round.len()));
    bytes.truncate(n);
    bytes
}

fn framed(n: usize, framing: Framing) -> Answer {
    Answer { framing, ..Answer::new(200, some_bytes(n)) }
}

fn headers(request: &Request<'_>) -> Vec<u8> {
    let mut body = Vec::new();
    for header in request.headers {
        body.extend_from_slice(header.name.as_bytes());
        body.extend_from_slice(b": ");
        body.extend_from_slice(header.value);
        body.push(b'\n');
    }
    body
}

/// A page of a site for crawlers. Each links to three further pages, back to the one that links to it, and to the first;
/// the last links to one that does not exist.
fn page(rest: &str) -> Option<Answer> {
    let numbers: Option<Vec<u64>> = rest.split('/').map(|part| number(Some(part), MAX_DELAY)).collect();
    let [pages, ms, n] = numbers?[..] else { return None };
    if n >= pages {
        return None;
    }
    let mut links: Vec<u64> = (3 * n + 1..=3 * n + 3).filter(|&page| page < pages).collect();
    links.extend([n.saturating_sub(1) / 3, 0]);
    links.extend((n + 1 == pages).then_some(pages));
    let links: String =
        links.iter().map(|page| format!("<a href=\"/site/{pages}/{ms}/{page}\">{page}</a>\n")).collect();
    let mut answer = Answer::new(200, format!("<h1>Page {n}</h1>\n{links}").into_bytes());
    answer.content_type = "text/html";
    Some(answer.after(Duration::from_millis(ms)))
}

/// `/first/rest`, without a query.
fn parts(path: &str) -> (&str, Option<&str>) {
    let path = path.split('?').next().unwrap_or_default();
    let Some(path) = path.strip_prefix('/') else { return (path, None) };
    match path.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

/// Digits, no more than `most`.
fn number(text: Option<&str>, most: u64) -> Option<u64> {
    let text = text?;
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|n| digits && *n <= most)
}

/// For GET and HEAD; another method is not allowed.
fn for_reading(request: &Request<'_>, answer: impl FnOnce() -> Answer) -> Answer {
    match request.method {
        "GET" | "HEAD" => answer(),
        _ => not_allowed("GET, HEAD"),
    }
}

fn not_found() -> Answer {
    Answer::new(404, &b"not found\n"[..])
}

fn not_allowed(allow: &str) -> Answer {
    let mut answer = Answer::new(405, &b"method not allowed\n"[..]);
    answer.headers.push(("Allow", allow.to_owned()));
    answer
}
