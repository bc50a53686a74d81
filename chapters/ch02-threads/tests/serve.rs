//! The server on threads: nobody waits for a client who says nothing; a pool serves as many as it has threads.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use ch02_threads::{serve, serve_pool};
use common::{read_head, within};

/// A server that runs until the test binary ends.
fn server(serve: impl FnOnce(TcpListener) -> std::io::Result<()> + Send + 'static) -> SocketAddr {
    let listener = lab::net::listen(0).unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || serve(listener));
    addr
}

const HELLO: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";

fn is_answered(client: &mut TcpStream) {
    client.write_all(HELLO).unwrap();
    read_hello(client);
}

fn read_hello(client: &mut TcpStream) {
    assert!(read_head(client).starts_with("HTTP/1.1 200 OK\r\n"));
    let mut body = [0; 13];
    client.read_exact(&mut body).unwrap();
    assert_eq!(&body, b"Hello, World!");
}

#[test]
fn a_hundred_clients_are_served_at_once() {
    within(|| {
        let addr = server(serve);
        let mut clients: Vec<_> = (0..100).map(|_| TcpStream::connect(addr).unwrap()).collect();
        // All stay connected, and are answered in an order in which they did not come.
        clients.iter_mut().rev().for_each(is_answered);
        clients.iter_mut().for_each(is_answered);
    });
}

#[test]
fn fifty_clients_that_break_off_do_not_end_the_server() {
    within(|| {
        let addr = server(serve);
        for _ in 0..50 {
            let mut client = TcpStream::connect(addr).unwrap();
            client.write_all(HELLO).unwrap();
            // Closed with the answer unread: the system sends a reset.
            client.peek(&mut [0]).unwrap();
        }
        is_answered(&mut TcpStream::connect(addr).unwrap());
    });
}

#[test]
fn a_pool_serves_as_many_connections_as_it_has_threads_and_the_next_one_waits() {
    within(|| {
        let addr = server(|listener| serve_pool(2, listener));
        let mut first = TcpStream::connect(addr).unwrap();
        is_answered(&mut first);
        let mut second = TcpStream::connect(addr).unwrap();
        is_answered(&mut second);

        let mut third = TcpStream::connect(addr).unwrap();
        third.write_all(HELLO).unwrap();
        third.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let early = third.peek(&mut [0]).unwrap_err();
        assert!(matches!(early.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{early:?}");
        is_answered(&mut first);

        drop(second);
        third.set_read_timeout(None).unwrap();
        read_hello(&mut third);
    });
}
