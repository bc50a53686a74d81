//! What a hostile server can make a client do and keep, counted.

use super::*;
use crate::http::MAX_HEAD;

fn exchange() -> Exchange {
    Exchange::new("GET", &Url { host: "host".into(), port: 80, path: "/".into() })
}

#[test]
fn nothing_is_set_aside_for_a_claim() {
    for claim in ["Content-Length: 67108864\r\n\r\nx", "Transfer-Encoding: chunked\r\n\r\n4000000\r\nx"] {
        let mut exchange = exchange();
        let head = format!("HTTP/1.1 200 OK\r\n{claim}");
        assert_eq!(exchange.received(head.as_bytes()), Ok(Progress::More));
        assert!(exchange.response.body.capacity() < 1_000, "{} bytes", exchange.response.body.capacity());
    }
}

#[test]
fn a_head_that_comes_byte_by_byte_is_parsed_a_few_times() {
    let mut exchange = exchange();
    let head = format!("HTTP/1.1 200 OK\r\nX: {}\r\n", "y".repeat(60_000));
    for byte in head.as_bytes() {
        assert_eq!(exchange.received(&[*byte]), Ok(Progress::More));
    }
    let State::Head(bytes, parse) = &exchange.state else { panic!("{exchange:?}") };
    assert!(parse.work <= 1024 * 1024 / 2 + 2 * head.len(), "{} bytes were parsed", parse.work);
    assert!(bytes.capacity() <= 2 * MAX_HEAD);
}

#[test]
fn what_is_thrown_away_is_not_kept() {
    let mut exchange = exchange();
    assert_eq!(
        exchange.received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        Ok(Progress::More)
    );
    for _ in 0..1_000 {
        assert_eq!(exchange.received(b"1;some extension\r\nx\r\n"), Ok(Progress::More));
    }
    assert_eq!(exchange.response.body.len(), 1_000);
    assert!(exchange.response.body.capacity() <= 2_048, "{} bytes", exchange.response.body.capacity());
}
