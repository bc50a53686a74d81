//! What the slow server answers, however the bytes of the question are cut.
#![allow(clippy::unwrap_used, missing_docs)]

mod server_common;

use std::io::Write;
use std::time::{Duration, Instant};

use lab::routes::some_bytes;
use lab::server::Counts;
use server_common::*;

#[test]
fn every_route_answers() {
    with_server("every route", |server| {
        let addr = server.addr();
        let fetch = |path: &str| fetch(addr, path);

        let hello = fetch("/");
        assert_eq!((hello.status, hello.body.as_slice()), (200, b"Hello, World!".as_slice()));
        assert_eq!(hello.header("content-type"), Some("text/plain"));
        assert_eq!(fetch("/delay/0").body, b"ok");
        assert_eq!(fetch("/bytes/100000").body, some_bytes(100_000));
        assert_eq!(fetch("/bytes/0").body, b"");
        assert_eq!(fetch("/close/1000").body, some_bytes(1000));
        assert_eq!(fetch("/status/503").status, 503);
        let chunked = fetch("/chunked/50000");
        assert_eq!(chunked.body, some_bytes(50_000));
        assert_eq!(chunked.header("transfer-encoding"), Some("chunked"));
        assert_eq!(fetch("/headers").status, 200);
        assert_eq!(fetch("/nowhere").status, 404);

        let echo = "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 5\r\n\r\nhello";
        assert_eq!(response(&mut ask(addr, echo)).body, b"hello");
        let delete = "DELETE / HTTP/1.1\r\nHost: lab\r\n\r\n";
        assert_eq!(response(&mut ask(addr, delete)).status, 405);
        let head = response_to_head(&mut ask(addr, "HEAD / HTTP/1.1\r\nHost: lab\r\n\r\n"));
        assert_eq!((head.status, head.header("content-length")), (200, Some("13")));
    });
}

#[test]
fn a_site_has_pages_that_link_to_one_another() {
    with_server("a site", |server| {
        let page = |path: &str| {
            let response = fetch(server.addr(), path);
            (response.status, String::from_utf8(response.body).unwrap())
        };
        let links = |body: &str| body.matches("href").count();
        let (status, first) = page("/site/5/0/0");
        assert_eq!((status, links(&first)), (200, 5), "{first}");
        assert!(first.contains(r#"<a href="/site/5/0/3">"#), "{first}");
        let (status, last) = page("/site/5/0/4");
        assert_eq!((status, links(&last)), (200, 3), "{last}");
        assert!(last.contains(r#"href="/site/5/0/5""#), "the dead link: {last}");
        for missing in ["/site/5/0/5", "/site/5/0", "/site/5/0/1/1", "/site/5/0/x", "/site"] {
            assert_eq!(page(missing).0, 404, "{missing}");
        }
    });
}

#[test]
fn a_delayed_answer_is_not_early() {
    with_server("a delay", |server| {
        let start = Instant::now();
        assert_eq!(fetch(server.addr(), "/delay/50").body, b"ok");
        assert!(start.elapsed() >= Duration::from_millis(50), "{:?}", start.elapsed());
    });
}

#[test]
fn a_dripped_body_comes_whole() {
    with_server("a drip", |server| {
        assert_eq!(fetch(server.addr(), "/drip/5").body, some_bytes(5));
        until(server, |counts| counts.in_flight == 0 && counts.answered == 1);
    });
}

#[test]
fn a_quick_answer_overtakes_a_slow_one() {
    with_server("overtaking", |server| {
        let slow = ask(server.addr(), &get("/delay/60000"));
        until(server, |counts| counts.in_flight == 1);
        assert_eq!(fetch(server.addr(), "/").status, 200);
        assert_eq!(server.counts().in_flight, 1);
        drop(slow);
    });
}

#[test]
fn whoever_has_an_answer_finds_it_counted() {
    with_server("counting", |server| {
        let mut stream = connect(server.addr());
        for n in 1..=100 {
            stream.write_all(get("/").as_bytes()).unwrap();
            assert_eq!(response(&mut stream).status, 200);
            let expected = Counts { accepted: 1, open: 1, in_flight: 0, most_in_flight: 1, answered: n };
            assert_eq!(server.counts(), expected);
        }
    });
}

#[test]
fn asking_for_the_counts_is_not_counted() {
    with_server("GET /counts", |server| {
        assert_eq!(fetch(server.addr(), "/").status, 200);
        until(server, |counts| counts.open == 0);
        for _ in 0..3 {
            let answer = fetch(server.addr(), "/counts");
            assert_eq!(answer.header("content-type"), Some("application/json"));
            assert_eq!(
                String::from_utf8(answer.body).unwrap(),
                r#"{"accepted":1,"open":0,"in_flight":0,"most_in_flight":1,"answered":1}"#
            );
        }
    });
}

#[test]
fn requests_may_come_byte_by_byte() {
    with_server("one byte at a time", |server| {
        let mut stream = connect(server.addr());
        let request = "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 3\r\n\r\nabc";
        for byte in request.as_bytes() {
            // A question to the server in between: its loop has gone round, so the bytes do come apart.
            stream.write_all(&[*byte]).unwrap();
            server.turns();
        }
        assert_eq!(response(&mut stream).body, b"abc");
    });
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    with_server("pipelining", |server| {
        let requests =
            [get("/status/201"), get("/delay/30"), get("/status/202"), get("/status/203")].concat();
        let mut stream = ask(server.addr(), &requests);
        let answers: Vec<u16> = (0..4).map(|_| response(&mut stream).status).collect();
        assert_eq!(answers, [201, 200, 202, 203]);
        assert_eq!(server.counts().answered, 4);
    });
}

#[test]
fn a_half_closed_client_still_gets_its_answer() {
    with_server("half-close", |server| {
        let mut stream = ask(server.addr(), &get("/delay/30"));
        half_close(&stream);
        let answer = rest(&mut stream);
        assert_eq!(count(&answer, "HTTP/1.1 200"), 1);
        until(server, |counts| counts.open == 0 && counts.answered == 1);
    });
}

#[test]
fn a_refusal_arrives_though_the_client_is_still_sending() {
    with_server("a lingering close", |server| {
        let mut stream = ask(server.addr(), "nonsense\r\n\r\n");
        // A close with these unread would be a reset, and might destroy the answer.
        let sent = stream.write_all(&[b'x'; 100_000]);
        half_close(&stream);
        let answer = rest(&mut stream);
        assert_eq!(count(&answer, "HTTP/1.1 400"), 1, "sent: {sent:?}");
        until(server, |counts| counts.open == 0);
        assert_eq!(server.counts().answered, 0, "what is no request is not counted as one");
    });
}
