//! A fetch on a blocking socket: what comes whole, what fails and how, and that nothing outlives its limit.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use ch01_blocking_socket::{fetch, fetch_all};
use common::{LONG, answering, nobody, peer, read_head, within};
use lab::fetch::{FetchError, Target};
use lab::http::HttpError;
use lab::routes::some_bytes;
use lab::server::Server;

#[test]
fn a_body_comes_whole_however_its_end_is_told() {
    within(|| {
        let server = Server::start().unwrap();
        for path in ["/bytes/0", "/bytes/1", "/bytes/100000", "/chunked/100000", "/close/100000", "/drip/20"]
        {
            let fetched = fetch(&server.target(path), LONG).unwrap();
            let n = path.rsplit('/').next().unwrap().parse().unwrap();
            assert_eq!(fetched.response.status, 200, "{path}");
            assert!(fetched.response.body == some_bytes(n), "{path}: the body differs");
        }
    });
}

#[test]
fn a_status_of_404_is_a_response() {
    within(|| {
        let server = Server::start().unwrap();
        assert_eq!(fetch(&server.target("/status/404"), LONG).unwrap().response.status, 404);
    });
}

#[test]
fn a_short_read_is_not_the_end() {
    within(|| {
        let addr = peer(|mut stream| {
            read_head(&mut stream);
            stream.set_nodelay(true).unwrap();
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" {
                stream.write_all(&[*byte]).unwrap();
            }
        });
        assert_eq!(fetch(&Target::at(addr, "/"), LONG).unwrap().response.body, b"hello");
    });
}

#[test]
fn an_early_end_is_an_error_that_says_so() {
    within(|| {
        let error = fetch(&answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), LONG).unwrap_err();
        assert!(matches!(error, FetchError::Http(HttpError::Truncated(_))), "{error:?}");
        let error = fetch(&answering(b""), LONG).unwrap_err();
        assert!(matches!(error, FetchError::Http(HttpError::Truncated(_))), "{error:?}");
    });
}

#[test]
fn garbage_is_an_error_that_says_so() {
    within(|| {
        let error = fetch(&answering(b"220 mail.example.com ESMTP\r\n\r\n"), LONG).unwrap_err();
        assert!(matches!(error, FetchError::Http(_)), "{error:?}");
    });
}

#[test]
fn a_refused_connection_names_the_address() {
    within(|| {
        let addr = nobody();
        let error = fetch(&Target::at(addr, "/"), LONG).unwrap_err();
        assert!(matches!(error, FetchError::Connect { addr: tried, .. } if tried == addr), "{error:?}");
    });
}

#[test]
fn the_next_address_is_tried_when_one_refuses() {
    within(|| {
        let server = Server::start().unwrap();
        let mut target = server.target("/");
        target.addrs.insert(0, nobody());
        assert_eq!(fetch(&target, LONG).unwrap().response.status, 200);
    });
}

#[test]
fn a_drip_does_not_outlive_the_limit() {
    // A byte comes every 5 ms, so no single read ever waits long; the whole body would take 500 s.
    within(|| {
        let server = Server::start().unwrap();
        let limit = Duration::from_millis(100);
        let error = fetch(&server.target("/drip/100000"), limit).unwrap_err();
        assert!(matches!(error, FetchError::TimedOut { after } if after == limit), "{error:?}");
    });
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    within(|| {
        // The connection is taken by the system, and nobody ever reads from it.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = Target::at(listener.local_addr().unwrap(), "/");
        let error = fetch(&target, Duration::from_millis(50)).unwrap_err();
        assert!(matches!(error, FetchError::TimedOut { .. }), "{error:?}");
    });
}

#[test]
fn a_server_that_never_reads_is_given_up() {
    within(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        // More than two systems' buffers hold, so that the write has to wait.
        let target =
            Target::at(listener.local_addr().unwrap(), &format!("/{}", "x".repeat(32 * 1024 * 1024)));
        let error = fetch(&target, Duration::from_millis(300)).unwrap_err();
        assert!(matches!(error, FetchError::TimedOut { .. }), "{error:?}");
    });
}

#[test]
fn a_limit_of_zero_and_a_limit_without_end_are_limits() {
    within(|| {
        let server = Server::start().unwrap();
        let error = fetch(&server.target("/"), Duration::ZERO).unwrap_err();
        assert!(matches!(error, FetchError::TimedOut { .. }), "{error:?}");
        assert_eq!(fetch(&server.target("/"), Duration::MAX).unwrap().response.status, 200);
    });
}

/// What becomes of received bytes when a reset follows is the system's choice; Linux keeps them.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_came_before_the_request_was_all_sent_is_read() {
    within(|| {
        let addr = peer(|mut stream| {
            // Read nothing, answer, and close with unread bytes: a reset, which breaks the client's write.
            stream.peek(&mut [0]).unwrap();
            stream.write_all(b"HTTP/1.1 414 URI Too Long\r\nContent-Length: 2\r\n\r\nno").unwrap();
        });
        let target = Target::at(addr, &format!("/{}", "x".repeat(32 * 1024 * 1024)));
        assert_eq!(fetch(&target, LONG).unwrap().response.status, 414);
    });
}

#[test]
fn a_batch_goes_one_by_one_and_keeps_its_order() {
    within(|| {
        let server = Server::start().unwrap();
        let mut targets: Vec<Target> = (0..5).map(|n| server.target(&format!("/bytes/{n}"))).collect();
        targets.insert(2, Target::at(nobody(), "/"));
        let lengths: Vec<Option<usize>> = fetch_all(&targets, LONG)
            .into_iter()
            .map(|result| result.ok().map(|fetched| fetched.response.body.len()))
            .collect();
        assert_eq!(lengths, [Some(0), Some(1), None, Some(2), Some(3), Some(4)]);
        let counts = server.counts();
        assert_eq!((counts.accepted, counts.most_in_flight), (5, 1));
    });
}
