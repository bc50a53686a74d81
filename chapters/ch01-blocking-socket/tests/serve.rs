//! One client at a time: what each is answered, and that no client is the server's end.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use ch01_blocking_socket::converse::converse_for;
use ch01_blocking_socket::serve;
use common::{read_answer, within};
use lab::http::Answer;
use lab::routes;

/// A server that runs until the test binary ends.
fn server() -> SocketAddr {
    let listener = lab::net::listen(0).unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || serve(listener));
    addr
}

const HELLO: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

fn is_answered(client: &mut TcpStream) {
    client.write_all(HELLO).unwrap();
    assert_eq!(read_answer(client), ("HTTP/1.1 200 OK".to_owned(), b"Hello, World!".to_vec()));
}

#[test]
fn a_connection_is_kept_and_pipelined_questions_are_answered_in_order() {
    within(|| {
        let mut client = TcpStream::connect(server()).unwrap();
        is_answered(&mut client);
        is_answered(&mut client);
        client.write_all(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nA").unwrap();
        client.write_all(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nB").unwrap();
        assert_eq!(read_answer(&mut client).1, b"A");
        assert_eq!(read_answer(&mut client).1, b"B");
    });
}

#[test]
fn a_question_may_come_byte_by_byte() {
    within(|| {
        let mut client = TcpStream::connect(server()).unwrap();
        client.set_nodelay(true).unwrap();
        for byte in HELLO {
            client.write_all(&[*byte]).unwrap();
        }
        assert_eq!(read_answer(&mut client).1, b"Hello, World!");
    });
}

#[test]
fn a_half_closed_client_gets_its_answer_and_then_the_end() {
    within(|| {
        let mut client = TcpStream::connect(server()).unwrap();
        client.write_all(HELLO).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(read_answer(&mut client).1, b"Hello, World!");
        assert_eq!(client.read(&mut [0]).unwrap(), 0);
    });
}

#[test]
fn the_second_client_waits_until_the_first_has_closed() {
    within(|| {
        let addr = server();
        let mut first = TcpStream::connect(addr).unwrap();
        is_answered(&mut first);
        let mut second = TcpStream::connect(addr).unwrap();
        second.write_all(HELLO).unwrap();
        second.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let early = second.peek(&mut [0]).unwrap_err();
        assert!(matches!(early.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{early:?}");
        is_answered(&mut first);

        drop(first);
        second.set_read_timeout(None).unwrap();
        assert_eq!(read_answer(&mut second).1, b"Hello, World!");
    });
}

#[test]
fn a_refusal_arrives_although_the_client_goes_on_sending() {
    within(|| {
        let mut client = TcpStream::connect(server()).unwrap();
        client.write_all(b"this is not HTTP\r\n\r\n").unwrap();
        // A server that closed at once would answer these bytes with a reset.
        client.write_all(&[b'x'; 256 * 1024]).unwrap();
        assert_eq!(read_answer(&mut client).0, "HTTP/1.1 400 Bad Request");
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(client.read(&mut [0]).unwrap(), 0, "the end, and no reset");
    });
}

#[test]
fn fifty_clients_that_break_off_do_not_end_the_server() {
    within(|| {
        let addr = server();
        for _ in 0..50 {
            let mut client = TcpStream::connect(addr).unwrap();
            client.write_all(HELLO).unwrap();
            // Closed with the answer unread: the system sends a reset.
            client.peek(&mut [0]).unwrap();
        }
        is_answered(&mut TcpStream::connect(addr).unwrap());
    });
}

/// Both ends of one connection.
fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (client, listener.accept().unwrap().0)
}

#[test]
fn a_client_that_says_nothing_is_left() {
    within(|| {
        let (_client, ours) = pair();
        let left = converse_for(ours, routes::contract, Duration::from_millis(50)).unwrap_err();
        assert!(matches!(left.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{left:?}");
    });
}

#[test]
fn a_client_that_never_reads_is_left() {
    within(|| {
        let (mut client, ours) = pair();
        // More of an answer than the systems' buffers take.
        client.write_all(HELLO).unwrap();
        let huge = |_: &lab::http::Request<'_>| Answer::new(200, vec![b'x'; 64 * 1024 * 1024]);
        let left = converse_for(ours, huge, Duration::from_millis(50)).unwrap_err();
        assert!(matches!(left.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{left:?}");
    });
}
