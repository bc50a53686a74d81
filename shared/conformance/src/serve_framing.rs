//! `serve`: where one answer ends and the next begins, however the requests are cut.

use crate::Program;
use crate::client::{echo, get};

/// `GET /` brings the same bytes each time, on one connection and on another.
pub fn the_root_is_always_the_same_bytes(p: &Program) {
    let serve = p.serve();
    let mut first = serve.client();
    first.send(get("/"));
    let answer = first.answer();
    answer.assert_is(200, b"Hello, World!");
    let media = answer.header("content-type").unwrap_or_default();
    assert!(media.starts_with("text/plain"), "Content-Type: {media}");
    first.send(get("/"));
    assert_eq!(first.answer(), answer);
    drop(first);
    let mut second = serve.client();
    second.send(get("/"));
    assert_eq!(second.answer(), answer);
}

/// Head and body leave in one write: the first read brings both.
pub fn head_and_body_leave_in_one_write(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for _ in 0..50 {
        client.send(get("/"));
        let first = client.read_once();
        assert!(
            first.ends_with(b"\r\n\r\nHello, World!"),
            "the first read: {:?}",
            String::from_utf8_lossy(&first)
        );
    }
}

/// One connection carries many requests, one after another.
pub fn a_connection_is_kept(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for round in 0..100 {
        client.send(get("/"));
        client.answer().assert_is(200, b"Hello, World!");
        let body = format!("round {round}");
        client.send(echo(body.as_bytes()));
        client.answer().assert_is(200, body.as_bytes());
    }
}

/// Ten different requests in one write are answered in their order.
pub fn pipelined_requests_are_answered_in_order(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    let mut requests = Vec::new();
    for i in 0..5 {
        requests.extend(get(if i == 2 { "/delay/20" } else { "/" }).into_bytes());
        requests.extend(echo(format!("echo {i}").as_bytes()));
    }
    client.send(requests);
    for i in 0..5 {
        client.answer().assert_is(200, if i == 2 { b"ok" } else { b"Hello, World!" });
        client.answer().assert_is(200, format!("echo {i}").as_bytes());
    }
}

/// A thousand requests in one write are all answered, though their answers are more than the server keeps unsent.
pub fn a_thousand_requests_in_one_write(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    client.send(get("/").repeat(1000));
    for _ in 0..1000 {
        client.answer().assert_is(200, b"Hello, World!");
    }
    client.half_close();
    client.assert_closed();
}

/// Requests that come one byte at a time are requests all the same.
pub fn one_byte_at_a_time(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    client.drip(get("/"));
    client.answer().assert_is(200, b"Hello, World!");
    client.drip(echo(b"one by one"));
    client.answer().assert_is(200, b"one by one");
    client.drip("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.drip(
        "4;name=\"value\"\r\ndrop\r\n005\r\n by d\r\n3\r\nrop\r\n0;last\r\nTrailer: 1\r\nAnother: 2\r\n\r\n",
    );
    client.answer().assert_is(200, b"drop by drop");
    client.drip(get("/"));
    client.answer().assert_is(200, b"Hello, World!");
}

/// Two requests in two writes, cut at every place in turn, are always the same two requests.
pub fn cut_at_every_place(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    let both = [
        echo(b"cut").as_slice(),
        b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nany\r\n5\r\nwhere\r\n0\r\n\r\n",
    ]
    .concat();
    for place in 1..both.len() {
        client.send(&both[..place]);
        client.send(&both[place..]);
        client.answer().assert_is(200, b"cut");
        client.answer().assert_is(200, b"anywhere");
    }
}

/// HEAD brings the head that GET would bring, and nothing after it.
pub fn head_is_the_head_alone(p: &Program) {
    let serve = p.serve();
    for path in ["/", "/delay/1", "/nothing/here"] {
        let mut client = serve.client();
        client.send(get(path));
        let whole = client.answer();
        client.send(get(path).replacen("GET", "HEAD", 1).repeat(2));
        assert_eq!(client.head_alone().head, whole.head);
        assert_eq!(client.head_alone().head, whole.head);
        client.half_close();
        client.assert_closed();
    }
}

/// Another path is 404, another method 405, and the connection goes on.
pub fn another_path_or_method(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    for (method, path, status) in [
        ("GET", "/nothing/here", 404),
        ("GET", "/delay", 404),
        ("GET", "/delay/soon", 404),
        ("GET", "/delay/99999999999999999999999999", 404),
        ("DELETE", "/", 405),
        ("PUT", "/delay/1", 405),
        ("GET", "/echo", 405),
        ("BREW", "/", 405),
    ] {
        client.send(format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        let answer = client.answer();
        assert_eq!(answer.status, status, "the status of {method} {path}");
        assert_eq!(answer.header("allow").is_some(), status == 405, "Allow in {:?}", answer.head);
    }
    client.send(get("/"));
    client.answer().assert_is(200, b"Hello, World!");
}

/// The body of a request that is not for bodies is read over, not taken for the next request.
pub fn an_unwanted_body_is_read_over(p: &Program) {
    let serve = p.serve();
    let mut client = serve.client();
    client.send(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 24\r\n\r\nGET /echo HTTP/1.1\r\n\r\n\r\n",
    );
    assert_eq!(client.answer().status, 405);
    client.send(get("/"));
    client.answer().assert_is(200, b"Hello, World!");
}

/// HTTP/1.0 and `Connection: close` close after the answer, and what follows is not answered.
pub fn closes_when_asked_to(p: &Program) {
    let serve = p.serve();
    for request in [
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nconnection: x-other, Close\r\n\r\n",
    ] {
        let mut client = serve.client();
        client.send(format!("{request}{}", get("/")));
        client.answer().assert_is(200, b"Hello, World!");
        client.assert_closed();
    }
}

/// A client that has closed its sending side still gets every answer, also the slow ones, and then the end.
pub fn a_half_closed_client_gets_its_answers(p: &Program) {
    let serve = p.serve();
    for (requests, answers) in [
        (get("/"), vec!["Hello, World!"]),
        (get("/delay/50"), vec!["ok"]),
        (get("/").repeat(3), vec!["Hello, World!"; 3]),
        (get("/delay/50") + &get("/") + &get("/delay/1"), vec!["ok", "Hello, World!", "ok"]),
    ] {
        let mut client = serve.client();
        client.send(requests);
        client.half_close();
        for answer in answers {
            client.answer().assert_is(200, answer.as_bytes());
        }
        client.assert_closed();
    }
}

/// A client that closes its sending side in the middle of a request, or before any, sees the end of the stream.
pub fn half_a_request_and_the_end(p: &Program) {
    let serve = p.serve();
    for half in ["", "GET / HT", "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf"] {
        let mut client = serve.client();
        client.send(half);
        client.half_close();
        // An answer that says that it was only half of a request is allowed; silence is too; hanging is not.
        let rest = client.rest();
        assert!(
            rest.is_empty() || rest.starts_with(b"HTTP/1.1 400 "),
            "{:?}",
            String::from_utf8_lossy(&rest)
        );
    }
    serve.assert_serves();
}
