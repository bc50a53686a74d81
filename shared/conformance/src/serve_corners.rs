//! `serve`: corners of HTTP/1.1 (RFC 9112) that few clients ever visit, and attackers do.

use crate::Program;
use crate::client::{Client, echo, get};
use crate::serving::Serving;

/// Checks that the connection goes on, and that nothing is left over from before.
#[track_caller]
fn assert_goes_on(client: &mut Client) {
    client.send(get("/"));
    client.answer().assert_is(200, b"Hello, World!");
}

/// Checks that one answer with one of the statuses comes, and then the end of the stream.
#[track_caller]
fn assert_refused(serve: &Serving, request: &str, statuses: &[u16]) {
    let mut client = serve.client();
    // What stands behind it must not be taken for a request.
    client.send(request.to_owned() + &get("/"));
    let status = client.answer().status;
    assert!(statuses.contains(&status), "{status} is the answer to {request:?}");
    client.assert_closed();
}

/// HTTP/1.1 needs one `Host`: none or two are 400 and close. HTTP/1.0 needs none.
pub fn one_host_is_needed(p: &Program) {
    let serve = p.serve();
    for hosts in ["", "Host: a\r\nHost: b\r\n", "Host: a\r\nhost: a\r\n"] {
        assert_refused(&serve, &format!("GET / HTTP/1.1\r\n{hosts}\r\n"), &[400]);
    }
    let mut old = serve.client();
    old.send("GET / HTTP/1.0\r\n\r\n");
    old.answer().assert_is(200, b"Hello, World!");
    old.assert_closed();
}

/// A target may be a whole URL, as for a proxy, and may have a query: it is its path that counts.
pub fn the_path_of_a_whole_url_counts(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for (target, status) in [
        ("http://localhost/", 200),
        ("http://localhost", 200),
        ("HTTP://somewhere.else:81/delay/1?a=b", 200),
        ("http://localhost?a=/delay/1", 200),
        ("http://localhost/nothing/here", 404),
        ("/?a=b", 200),
        ("/delay/1?a=/b", 200),
    ] {
        client.send(get(target));
        assert_eq!(client.answer().status, status, "the status of GET {target}");
    }
    client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!([200, 204, 404, 405].contains(&client.answer().status), "the answer to OPTIONS *");
    assert_goes_on(&mut client);
}

/// Blank lines before a request are passed over, a few of them; a line of blanks is no blank line.
pub fn blank_lines_before_a_request(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    // Old browsers sent one behind the body of a POST.
    for blank in ["\r\n", "\r\n\r\n", "\n"] {
        client.send(String::from_utf8_lossy(&echo(b"body")).into_owned() + blank + &get("/"));
        client.answer().assert_is(200, b"body");
        client.answer().assert_is(200, b"Hello, World!");
    }
    drop(client);
    assert_refused(&serve, " \r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", &[400]);
    assert_refused(&serve, &"\r\n".repeat(100_000), &[400]);
}

/// A header that goes on in the next line, and a lone CR, are 400 and close: others may see another header there.
pub fn folded_headers_and_lone_ends_of_lines(p: &Program) {
    let serve = p.serve();
    for headers in [
        "X: one\r\n two\r\n",
        "X: one\r\n\ttwo\r\n",
        " X: before the first\r\n",
        "X: one\rY: two\r\n",
        "X: one\r\rY: two\r\n",
        "Content-Length: 5\r\n 0\r\n",
    ] {
        assert_refused(&serve, &format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), &[400]);
        assert_refused(&serve, &format!("GET / HTTP/1.1\r\n{headers}Host: localhost\r\n\r\n"), &[400]);
    }
    for chunks in ["3\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "3\r\nabc\r\n0\n\r\n", "3\rabc\r\n0\r\n\r\n"]
    {
        let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_refused(&serve, &format!("{head}{chunks}"), &[400]);
    }
}

/// Any coding but `chunked`, alone and once, is refused: nobody here could tell where such a body ends.
pub fn codings_other_than_chunked(p: &Program) {
    let serve = p.serve();
    for codings in [
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: ,chunked",
        "Transfer-Encoding:",
    ] {
        let request = format!("POST /echo HTTP/1.1\r\nHost: localhost\r\n{codings}\r\n\r\n0\r\n\r\n");
        assert_refused(&serve, &request, &[400, 501]);
    }
}

/// The same length twice, as two headers or a list, is that length or is refused, and nothing between; blanks around it
/// are no part of it.
pub fn the_same_length_twice(p: &Program) {
    let serve = p.serve();
    for lengths in ["Content-Length: 3\r\nContent-Length: 3", "Content-Length: 3, 3"] {
        let mut client = serve.client();
        client.send(format!("POST /echo HTTP/1.1\r\nHost: localhost\r\n{lengths}\r\n\r\nabc"));
        match client.answer() {
            answer if answer.status == 400 => client.assert_closed(),
            answer => {
                answer.assert_is(200, b"abc");
                assert_goes_on(&mut client);
            }
        }
    }
    let mut client = serve.client();
    for length in ["3", " \t3 \t", "0003"] {
        client.send(format!("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length:{length}\r\n\r\nabc"));
        client.answer().assert_is(200, b"abc");
    }
    assert_goes_on(&mut client);
}

/// What a trailer says of lengths, codings and the connection is not believed: the body has ended.
pub fn trailers_frame_nothing(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for trailer in ["Content-Length: 100", "Transfer-Encoding: chunked", "Connection: close", "Host: b", "X:"]
    {
        client.send(format!(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n{trailer}\r\n\r\n"
        ));
        client.answer().assert_is(200, b"abc");
        assert_goes_on(&mut client);
    }
}

/// A client of HTTP/1.0 gets its answer and the end: no 100, and no body in chunks from it, whatever it asks for.
pub fn old_clients(p: &Program) {
    let serve = p.serve();
    for headers in
        ["Connection: keep-alive", "Connection: Keep-Alive\r\nKeep-Alive: timeout=5", "Expect: 100-continue"]
    {
        let mut client = serve.client();
        client.send(format!("POST /echo HTTP/1.0\r\n{headers}\r\nContent-Length: 3\r\n\r\nabc{}", get("/")));
        let answer = client.answer();
        answer.assert_is(200, b"abc");
        let kept = answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("keep-alive"));
        assert!(!kept, "it closes, and says that it does not: {:?}", answer.head);
        client.assert_closed();
    }
    assert_refused(
        &serve,
        "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        &[400],
    );
}

/// `Expect` with a body that is on its way already, or with none, is a request like others; another expectation is 417.
pub fn expectations_that_need_no_word(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    client.send(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\nabc",
    );
    // One 100 is allowed, and is not the answer.
    let mut first = client.head_alone();
    if first.status == 100 {
        first = client.head_alone();
    }
    assert_eq!(first.status, 200);
    assert_eq!(first.header("content-length"), Some("3"), "{:?}", first.head);
    client.assert_next(b"abc");
    for empty in ["", "Content-Length: 0\r\n"] {
        client.send(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{empty}Expect: 100-continue\r\n\r\n"));
        client.answer().assert_is(200, b"Hello, World!");
    }
    assert_goes_on(&mut client);
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: magic\r\n\r\n");
    assert_eq!(client.answer().status, 417);
}

/// The body of a GET or HEAD, by length or in chunks, is read over, though it looks like a request.
pub fn bodies_where_none_belongs(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    let inside = "GET /echo HTTP/1.1\r\nHost: b\r\n\r\n";
    let length = inside.len();
    for body in [
        format!("Content-Length: {length}\r\n\r\n{inside}"),
        format!("Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{inside}\r\n0\r\n\r\n"),
    ] {
        for path in ["/", "/delay/1"] {
            client.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{body}"));
            assert_eq!(client.answer().status, 200);
            client.send(format!("HEAD {path} HTTP/1.1\r\nHost: localhost\r\n{body}"));
            assert_eq!(client.head_alone().status, 200);
            assert_goes_on(&mut client);
        }
    }
}
