//! `serve`: request bodies, by length and in chunks, up to the limit.

use crate::Program;
use crate::client::{chunked_echo, echo, get, pattern};

const MIB: usize = 1024 * 1024;

/// Nothing, one byte and 1 MiB come back as they were.
pub fn the_echo_is_exact(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for size in [0, 1, 65_536, 65_537, MIB, 1] {
        let body = pattern(size);
        client.send(echo(&body));
        client.answer().assert_is(200, &body);
    }
}

/// A body in chunks of many sizes, with extensions and trailers, comes back whole.
pub fn the_echo_of_chunks_is_exact(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    let body = pattern(200_000);
    client.send(chunked_echo(&body));
    client.answer().assert_is(200, &body);
    client.send(get("/"));
    client.answer().assert_is(200, b"Hello, World!");
}

/// Over 1 MiB is 413 and close, by length at once, in chunks once it is said; and the answer arrives.
pub fn a_body_over_the_limit(p: &Program) {
    let serve = p.serve();
    let chunked = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    for request in [
        format!("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", MIB + 1),
        format!("{chunked}100001\r\n"),
        format!("{chunked}{}", chunk.repeat(33)),
    ] {
        let mut client = serve.client();
        client.send(&request);
        assert_eq!(client.answer().status, 413, "of {:?}", &request[..request.len().min(120)]);
        client.assert_closed();
    }
    serve.assert_serves();
}

/// `Expect: 100-continue` is answered before the body is sent; with a body too large, at once and for good.
pub fn the_client_that_waits_for_a_word(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for body in ["go", "on and on"] {
        let length = body.len();
        client.send(format!(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
        ));
        assert_eq!(client.head_alone().status, 100);
        client.send(body);
        client.answer().assert_is(200, body.as_bytes());
    }
    client.send(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n",
    );
    assert_eq!(client.answer().status, 413);
    client.assert_closed();
}
