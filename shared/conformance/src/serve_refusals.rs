//! `serve`: what it refuses, with which status, and that the refusal arrives.

use crate::Program;
use crate::client::{Client, get};
use crate::serving::Serving;

/// Sends it, and checks that one answer with one of the statuses comes, and then the end of the stream: no reset.
#[track_caller]
fn assert_refuses(serve: &Serving, request: impl AsRef<[u8]>, statuses: &[u16]) {
    assert_is_refused(serve.client(), request.as_ref(), statuses);
}

/// The same for a client that is connected.
#[track_caller]
pub(crate) fn assert_is_refused(mut client: Client, request: &[u8], statuses: &[u16]) {
    client.send(request);
    let status = client.answer().status;
    let shown = String::from_utf8_lossy(&request[..request.len().min(200)]);
    assert!(statuses.contains(&status), "{status} is the answer to {shown:?}");
    client.assert_closed();
}

/// A POST to `/echo` with these headers, and this after its head.
pub(crate) fn post(headers: &str, rest: &str) -> String {
    format!("POST /echo HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n{rest}")
}

/// What is not HTTP.
pub(crate) const GARBAGE: [&[u8]; 8] = [
    b"garbage\r\n\r\n",
    b"\0\x01\x02\x03\r\n\r\n",
    b"\xff\xfe\xfd / HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // how TLS begins
    b"GET  / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nSpace : before\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
];

/// What is not HTTP is 400 and close.
pub fn garbage(p: &Program) {
    let serve = p.serve();
    for request in GARBAGE {
        assert_refuses(&serve, request, &[400]);
    }
    serve.assert_serves();
}

/// Answers that were due before the garbage still come.
pub fn garbage_after_good_requests(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    client.send(get("/") + &get("/delay/20") + "\0\0\0\r\n\r\n" + &get("/"));
    client.answer().assert_is(200, b"Hello, World!");
    client.answer().assert_is(200, b"ok");
    assert_eq!(client.answer().status, 400);
    client.assert_closed();
}

/// Headers by which two readers would see two different ends of one request: so requests are smuggled past one of them.
pub(crate) const TWO_ENDS: [&str; 4] = [
    "Content-Length: 3\r\nContent-Length: 4",
    "Content-Length: 3, 4",
    "Content-Length: 3\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 3",
];

/// Two lengths that differ are 400 and close, and so is a length beside chunks.
pub fn two_ways_to_tell_the_end(p: &Program) {
    let serve = p.serve();
    for headers in TWO_ENDS {
        assert_refuses(&serve, post(headers, "3\r\nabc\r\n0\r\n\r\n"), &[400]);
    }
    serve.assert_serves();
}

/// A length that is no plain number is 400 and close; one that no number holds may be called too large as well.
pub fn a_length_that_is_no_number(p: &Program) {
    let serve = p.serve();
    for length in ["abc", "-1", "+3", "0x3", "3 3", "3;", "", "1e3", "٣"] {
        assert_refuses(&serve, post(&format!("Content-Length: {length}"), "abc"), &[400]);
    }
    for length in ["18446744073709551615", "18446744073709551616", "99999999999999999999999999999999"] {
        assert_refuses(&serve, post(&format!("Content-Length: {length}"), "abc"), &[400, 413]);
    }
    serve.assert_serves();
}

/// A bad chunk is 400 and close: its size, its end, a coding nobody knows.
pub fn a_bad_chunk(p: &Program) {
    let serve = p.serve();
    for chunks in
        ["zz\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "\r\nabc\r\n0\r\n\r\n"]
    {
        assert_refuses(&serve, post("Transfer-Encoding: chunked", chunks), &[400]);
    }
    for chunks in ["3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n"] {
        assert_refuses(&serve, post("Transfer-Encoding: chunked", chunks), &[400]);
    }
    for size in ["FFFFFFFFFFFFFFFF", "10000000000000003", &"F".repeat(100)] {
        assert_refuses(&serve, post("Transfer-Encoding: chunked", &format!("{size}\r\nabc")), &[400, 413]);
    }
    assert_refuses(&serve, post("Transfer-Encoding: gzip", "abc"), &[400, 501]);
    assert_refuses(&serve, post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), &[400, 501]);
    serve.assert_serves();
}

/// Something beside a chunk's size that is no extension is 400 and close: another reader may take it for a size.
pub fn something_beside_a_chunk_size(p: &Program) {
    let serve = p.serve();
    for size in ["3 3", "3 x", "3\t0", "3 \x0b"] {
        assert_refuses(
            &serve,
            post("Transfer-Encoding: chunked", &format!("{size}\r\nabc\r\n0\r\n\r\n")),
            &[400],
        );
    }
    serve.assert_serves();
}

/// The parts of a chunked body that nobody keeps, extensions and trailers, have an end all the same.
pub fn endless_extensions_and_trailers(p: &Program) {
    let serve = p.serve();
    for chunks in [
        format!("3;{}", "x".repeat(200_000)),
        format!("0\r\n{}", "A: b\r\n".repeat(40_000)),
        "0".repeat(200_000),
    ] {
        assert_refuses(&serve, post("Transfer-Encoding: chunked", &chunks), &[400, 413, 431]);
    }
    serve.assert_serves();
}

/// Heads over 64 KiB; of two of them the end never comes.
pub(crate) fn long_heads() -> [String; 3] {
    [
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "x".repeat(70_000)),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}", "x".repeat(70_000)),
        format!("GET /{}", "x".repeat(70_000)),
    ]
}

/// A head over 64 KiB is 431 and close, also when its end never comes.
pub fn a_head_over_64_kib(p: &Program) {
    let serve = p.serve();
    for head in long_heads() {
        assert_refuses(&serve, head, &[431]);
    }
    let just_fits = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "x".repeat(60_000));
    let mut client = serve.client();
    client.send(just_fits);
    client.answer().assert_is(200, b"Hello, World!");
}

/// A hundred headers are accepted, one more is 431 and close.
pub fn a_hundred_headers_and_one(p: &Program) {
    let serve = p.serve();
    let with = |headers: usize| {
        let more: String = (1..headers).map(|i| format!("X-{i}: {i}\r\n")).collect();
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{more}\r\n")
    };
    let mut client = serve.client();
    client.send(with(100));
    client.answer().assert_is(200, b"Hello, World!");
    drop(client);
    assert_refuses(&serve, with(101), &[431]);
}

/// A version nobody here speaks is 505 and close.
pub fn an_unknown_version(p: &Program) {
    let serve = p.serve();
    for request in ["GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        assert_refuses(&serve, request, &[505]);
    }
    serve.assert_serves();
}

/// A refusal arrives though the client is still sending: the close lingers, a reset would destroy the answer.
pub fn a_refusal_arrives_though_more_is_coming(p: &Program) {
    let serve = p.serve();
    for _ in 0..20 {
        let mut client = serve.client();
        client.send("garbage\r\n\r\n");
        // Most of it lies unread in the server's buffer, or is still on its way, when the server decides.
        client.send(vec![b'x'; 100_000]);
        assert_eq!(client.answer().status, 400);
        client.assert_closed();
    }
}
