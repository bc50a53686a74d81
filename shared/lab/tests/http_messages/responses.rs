//! What a client takes, and what it refuses, and why.

use lab::http::{HttpError, Progress, Response};

use crate::support::{exchange, read_response};

fn response(stream: &str) -> Result<Response, HttpError> {
    read_response(stream.as_bytes(), &[])
}

fn ok(headers: &str, rest: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{rest}")
}

fn chunked(rest: &str) -> String {
    ok("Transfer-Encoding: chunked", rest)
}

#[test]
fn bodies_end_where_they_say() {
    for (stream, body) in [
        (ok("Content-Length: 5", "hello"), "hello"),
        (ok("Content-Length: 5", "hello and more"), "hello"),
        (ok("content-length:\t005 \r\nContent-Length: 5", "hello"), "hello"),
        (ok("X: y", "until the end"), "until the end"),
        (ok("Transfer-Encoding:  Chunked", "5\r\nhello\r\n0\r\n\r\n"), "hello"),
        (chunked("5;ext=1\r\nhello\r\nA ; q=\"a;b\"\r\n, how are \r\n000;x\r\nT: x\r\nT2:\r\n\r\n"), "hello, how are "),
        ("HTTP/1.0 200 OK\n\nold".into(), "old"),
        ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok".into(), "ok"),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n".into(), ""),
        ("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n".into(), ""),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx".into(), "x"),
    ] {
        let taken = response(&stream).unwrap_or_else(|error| panic!("{stream}: {error}"));
        assert_eq!(String::from_utf8(taken.body).unwrap(), body, "{stream}");
    }
}

#[test]
fn a_complete_response_is_done_before_the_stream_ends() {
    for stream in [
        ok("Content-Length: 5", "hello"),
        ok("Content-Length: 0", ""),
        chunked("1\r\nx\r\n0\r\n\r\n"),
        "HTTP/1.1 204 No Content\r\n\r\n".into(),
    ] {
        assert_eq!(exchange().received(stream.as_bytes()), Ok(Progress::Done), "{stream}");
        assert_eq!(
            exchange().received(&stream.as_bytes()[..stream.len() - 1]),
            Ok(Progress::More),
            "{stream}"
        );
    }
}

#[test]
fn what_is_no_response_is_refused_with_a_reason() {
    for (stream, reason) in [
        ("SSH-2.0-OpenSSH_9.2\r\n".into(), "no HTTP version where one belongs"),
        ("\r\nHTTP/1.1 200 OK\r\n\r\n".into(), "malformed: the first line"),
        ("HTTP/1.1 abc OK\r\n\r\n".into(), "malformed: the status code"),
        ("HTTP/1.1 099 OK\r\n\r\n".into(), "malformed: the status code"),
        ("HTTP/1.1 600 OK\r\n\r\n".into(), "malformed: the status code"),
        ("HTTP/1.1 101 Switching\r\n\r\n".into(), "a switch of protocols"),
        ("HTTP/2.0 200 OK\r\n\r\n".into(), "an HTTP version other than"),
        ("HTTP/2 200\r\n\r\n".into(), "an HTTP version other than"),
        (ok("no colon", ""), "a header's name"),
        (ok("Space : x", ""), "a header's name"),
        (ok("Content-Length: 5\r\n 0", "hello"), "not a number"),
        (ok("A: b\0c", ""), "a header's value"),
        (ok("Content-Length: 5\r\nContent-Length: 6", "hello"), "two that differ"),
        (ok("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), "together with"),
        (ok("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"), "together with"),
        (ok("Transfer-Encoding: gzip", ""), "a transfer coding other than"),
        (ok("Transfer-Encoding: gzip, chunked", ""), "a transfer coding other than"),
        (ok("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", ""), "a transfer coding other than"),
        (ok("Content-Length: 67108865", ""), "a body over 67108864 bytes"),
        (ok("Content-Length: 18446744073709551615", ""), "a body over 67108864 bytes"),
        (ok("Content-Length: 5", "hell"), "ended in the middle of the body"),
        (chunked("5\r\nhello\r\n0\r\n"), "ended in the middle of the body"),
        ("HTTP/1.1 200 OK\r\nContent-Le".into(), "ended in the middle of the head"),
        ("HTTP/1.1 100 Continue\r\n\r\n".into(), "ended before a response"),
        (String::new(), "ended before a response"),
    ] {
        let error = response(&stream).expect_err(&stream).to_string();
        assert!(error.contains(reason), "{stream:?}: {error}");
    }
}

#[test]
fn a_header_that_goes_on_in_the_next_line_is_one_header() {
    let head = "A: one\r\n two\r\n\tthree\r\nContent-Length:\r\n 5\r\n \r\nB: x";
    let response = response(&ok(head, "hello")).unwrap();
    assert_eq!(response.body, b"hello");
    let value = |name: &str| {
        let (_, value) = response.headers.iter().find(|(other, _)| other == name).unwrap();
        value.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!((value("A"), value("B")), ("one two three".to_owned(), "x".to_owned()));
    assert!(
        response.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])),
        "{:?}",
        response.headers
    );
}

#[test]
fn a_length_is_digits_and_nothing_else() {
    for length in ["+5", "-5", "0x5", "5,5", "5 5", "5;", "1e1", "", " ", "٣", "18446744073709551616"] {
        let stream = ok(&format!("Content-Length: {length}"), "hello");
        assert!(matches!(response(&stream), Err(HttpError::Length(_))), "{length:?}");
    }
}

#[test]
fn a_chunk_is_what_it_says_and_no_more() {
    for chunks in [
        "\r\n",
        "g\r\n",
        "-1\r\n",
        "+1\r\n",
        "0x1\r\nx\r\n",
        " 1\r\nx\r\n",
        "1 1\r\nx\r\n",
        "1\nx\r\n",
        "1\rx",
        "1;a\nx\r\n",
        "1;a\0\r\nx\r\n",
        "1\r\nxy\r\n",
        "1\r\nx\n",
        "1\r\nx\rz",
        "ffffffffffffffff\r\n",
        "0\r\nno colon\r\n\r\n",
        "0\r\n: no name\r\n\r\n",
        "0\r\nA: b\r\n folded\r\n\r\n",
        "0\r\nA: \x01\r\n\r\n",
        "0\r\nA : b\r\n\r\n",
        "0\r\nA: b\n\r\n",
        "0\r\n\n",
        "0\r\n\rx",
    ] {
        let error = response(&chunked(chunks)).expect_err(chunks);
        assert!(matches!(error, HttpError::Chunk(_)), "{chunks:?}: {error}");
    }
    for claim in ["4000001\r\n", "3\r\nabc\r\n3fffffe\r\n"] {
        assert_eq!(response(&chunked(claim)), Err(HttpError::BodyTooLarge(64 * 1024 * 1024)), "{claim:?}");
    }
}

#[test]
fn interim_responses_end() {
    let interim = "HTTP/1.1 102 Processing\r\n\r\n";
    let end = "HTTP/1.1 204 No Content\r\n\r\n";
    assert_eq!(response(&(interim.repeat(16) + end)).unwrap().status, 204);
    assert!(matches!(response(&(interim.repeat(17) + end)), Err(HttpError::Malformed(_))));
}

#[test]
fn an_endless_head_is_refused_at_64_kib_and_at_100_headers() {
    let head = |length: usize| ok(&format!("Content-Length: 0\r\nX: {}", "y".repeat(length - 43)), "");
    assert_eq!(head(65_536).len(), 65_536);
    assert_eq!(response(&head(65_536)).unwrap().status, 200);
    assert_eq!(response(&head(65_537)), Err(HttpError::HeadTooLarge));

    let with = |headers: usize| ok("A: b\r\n".repeat(headers).trim_end(), "");
    assert_eq!(response(&with(100)).unwrap().headers.len(), 100);
    assert_eq!(response(&with(101)), Err(HttpError::HeadTooLarge));
}

#[test]
fn an_endless_body_is_refused_at_64_mib() {
    const LIMIT: usize = 64 * 1024 * 1024;
    let mut exchange = exchange();
    assert_eq!(exchange.received(ok("X: y", "").as_bytes()), Ok(Progress::More));
    let half = vec![b'x'; LIMIT / 2];
    assert_eq!(exchange.received(&half), Ok(Progress::More));
    assert_eq!(exchange.received(&half), Ok(Progress::More));
    assert_eq!(exchange.received(b"x"), Err(HttpError::BodyTooLarge(LIMIT)));
    assert_eq!(exchange.end_of_stream(), Err(HttpError::BodyTooLarge(LIMIT)), "it stays refused");
}

#[test]
fn extensions_and_trailers_end() {
    for (chunks, what) in [
        (format!("1;{}\r\nx\r\n0\r\n\r\n", "e".repeat(70_000)), "a long extension"),
        (format!("{}0\r\n\r\n", "1;eeeeeeee\r\nx\r\n".repeat(10_000)), "many extensions"),
        (format!("1{}\r\nx\r\n0\r\n\r\n", " ".repeat(70_000)), "blanks"),
        (format!("0\r\n{}\r\n", "T: v\r\n".repeat(20_000)), "many trailers"),
        (format!("0\r\n{}: v\r\n\r\n", "T".repeat(70_000)), "a long trailer"),
    ] {
        let without_end = HttpError::Chunk("extensions or trailers without end");
        assert_eq!(response(&chunked(&chunks)), Err(without_end), "{what}");
    }
}

#[test]
fn a_request_names_the_host_and_asks_to_close() {
    let exchange = lab::http::Exchange::get(&"http://[::1]:81/a?b=c#d".parse().unwrap());
    let request = String::from_utf8(exchange.outgoing().to_vec()).unwrap();
    assert!(request.starts_with("GET /a?b=c HTTP/1.1\r\nHost: [::1]:81\r\n"), "{request}");
    assert!(request.contains("\r\nConnection: close\r\n") && request.ends_with("\r\n\r\n"), "{request}");
}
