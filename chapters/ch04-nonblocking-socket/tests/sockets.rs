//! Sockets that do not block: connecting, registering, being told.
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::connect::finish_connect;
use ch04_nonblocking_socket::{
    Connection, Events, Fetch, Interest, Poller, Source, Step, connect, would_block,
};
use lab::fetch::{DEFAULT_TIMEOUT, FetchError, Target};
use lab::probe::within;
use lab::server::Server;

const LIMIT: Duration = Duration::from_secs(30);

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    (listener, addr)
}

fn pair() -> (TcpStream, TcpStream) {
    let (listener, addr) = listener();
    let near = TcpStream::connect(addr).unwrap();
    (near, listener.accept().unwrap().0)
}

/// A port on which nobody listens: it was ours a moment ago.
fn nobody() -> SocketAddr {
    listener().1
}

/// Goes on until the fetch is over, asking in a loop.
fn to_the_end(fetch: &mut Fetch<TcpStream>) -> lab::fetch::FetchResult {
    loop {
        match fetch.advance(connect) {
            Step::Done(result) => return result,
            Step::Wait(..) => std::thread::yield_now(),
            Step::NoDescriptor(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_connect_is_finished_later_and_the_socket_never_blocks() {
    within(LIMIT, "connect and read", String::new, || {
        let (listener, addr) = listener();
        let mut socket = connect(addr).unwrap();
        while let Err(error) = finish_connect(&socket) {
            assert!(would_block(&error), "{error}");
        }
        let _peer = listener.accept().unwrap();
        assert!(
            would_block(&socket.read(&mut [0]).unwrap_err()),
            "a read without bytes waited, or invented some"
        );
    });
}

#[test]
fn a_refused_connect_gives_the_reason_and_the_address() {
    within(LIMIT, "a refused connect", String::new, || {
        let addr = nobody();
        let target = Target::at(addr, "/");
        let error = to_the_end(&mut Fetch::new(&target, DEFAULT_TIMEOUT)).unwrap_err();
        match error {
            FetchError::Connect { addr: tried, source } => {
                assert_eq!(tried, addr);
                assert_eq!(source.kind(), std::io::ErrorKind::ConnectionRefused);
            }
            other => panic!("not a refused connect: {other}"),
        }
    });
}

#[test]
fn when_one_address_refuses_the_next_is_tried() {
    let server = Server::start().unwrap();
    let mut target = server.target("/");
    target.addrs.insert(0, nobody());
    within(LIMIT, "two addresses", String::new, move || {
        let fetched = to_the_end(&mut Fetch::new(&target, DEFAULT_TIMEOUT)).unwrap();
        assert_eq!(fetched.response.status, 200);
    });
}

#[test]
fn a_peer_that_floods_does_not_keep_a_fetch_from_giving_way() {
    let server = Server::start().unwrap();
    let target = server.target("/bytes/10000000");
    within(LIMIT, "10 MB", String::new, move || {
        let mut fetch = Fetch::new(&target, DEFAULT_TIMEOUT);
        let mut turns = 0;
        let result = loop {
            turns += 1;
            match fetch.advance(connect) {
                Step::Done(result) => break result.unwrap(),
                _ => std::thread::yield_now(),
            }
        };
        assert_eq!(result.response.body.len(), 10_000_000);
        // 16 reads of 16 KiB a turn: at least 39 turns, however fast the peer is.
        assert!(turns >= 39, "10 MB in {turns} turns");
    });
}

#[test]
fn a_client_that_asks_without_end_does_not_keep_its_connection_from_giving_way() {
    within(LIMIT, "a turn", String::new, || {
        let (mut client, server) = pair();
        // Long requests and short answers: the answers of a turn fit into the system's buffers.
        let request = format!("GET / HTTP/1.1\r\nHost: here\r\nX: {}\r\n\r\n", "x".repeat(1000));
        let requests = request.repeat(100);
        client.write_all(requests.as_bytes()).unwrap();
        let mut there = vec![0; requests.len()];
        while server.peek(&mut there).unwrap() < requests.len() {} // a moment, until all of it has come
        server.set_nonblocking(true).unwrap();
        let mut connection = Connection::new(server, lab::routes::contract);
        let step = connection.advance();
        assert!(matches!(step, Step::Wait(Some(Interest::Readable), None)), "{step:?}");
        let left = connection.socket().peek(&mut there).unwrap_or(0);
        assert!(left > 0, "all of {} bytes were read in one turn", requests.len());
        assert!(left < requests.len(), "nothing was read");
    });
}

#[test]
fn i4_a_request_that_is_there_is_answered_without_waiting_first() {
    within(LIMIT, "one request", String::new, || {
        let (near, mut far) = pair();
        far.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        near.peek(&mut [0]).unwrap();
        near.set_nonblocking(true).unwrap();
        let mut connection = Connection::new(near, lab::routes::contract);
        // No poller anywhere: whoever waits before trying would never come back from it.
        assert!(matches!(connection.advance(), Step::Wait(Some(Interest::Readable), None)));
        let mut answer = [0; 15];
        far.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
    });
}

#[test]
fn i4_a_fetch_of_what_is_there_already_asks_in_vain_at_most_until_it_comes() {
    within(LIMIT, "an answer before the question", String::new, || {
        let (listener, addr) = listener();
        let mut fetch = Fetch::new(&Target::at(addr, "/"), DEFAULT_TIMEOUT);
        let mut peer = loop {
            // Connected and sent, now receiving: the peer answers only then.
            assert!(matches!(fetch.advance(connect), Step::Wait(..)));
            if matches!(fetch.advance(connect), Step::Wait(Some(Interest::Readable), _)) {
                break listener.accept().unwrap().0;
            }
        };
        peer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
        let socket = fetch.socket().unwrap().try_clone().unwrap();
        while socket.peek(&mut [0]).is_err() {
            std::thread::yield_now();
        }
        assert!(matches!(fetch.advance(connect), Step::Done(Ok(_))), "the bytes were there, and it waited");
    });
}

#[test]
fn i6_a_source_that_is_dropped_is_deregistered() {
    within(LIMIT, "a dropped source", String::new, || {
        let poller = Arc::new(Poller::new().unwrap());
        let (near, mut far) = pair();
        // A second descriptor keeps the connection open, and with it a registration that was forgotten.
        let kept = near.try_clone().unwrap();
        let source = Source::new(&poller, near, 1).unwrap();
        source.arm(Interest::Readable.event(1)).unwrap();
        drop(source);
        far.write_all(b"x").unwrap();
        while kept.peek(&mut [0]).is_err() {
            std::thread::yield_now();
        }
        let mut events = Events::new();
        poller.wait(&mut events, Some(Duration::ZERO)).unwrap();
        assert!(events.is_empty(), "the poller told of a socket whose source is gone");
    });
}

#[test]
fn a_source_tells_once_and_then_is_silent_until_it_is_armed_again() {
    within(LIMIT, "oneshot", String::new, || {
        let poller = Arc::new(Poller::new().unwrap());
        let (near, mut far) = pair();
        let source = Source::new(&poller, near, 5).unwrap();
        far.write_all(b"x").unwrap();
        while source.peek(&mut [0]).is_err() {
            std::thread::yield_now();
        }
        let told = || {
            let mut events = Events::new();
            poller.wait(&mut events, Some(Duration::ZERO)).unwrap();
            events.iter().map(|event| event.key).collect::<Vec<_>>()
        };
        assert_eq!(told(), [], "not armed yet");
        source.arm(Interest::Readable.event(5)).unwrap();
        assert_eq!(told(), [5]);
        assert_eq!(told(), [], "one event, then silence");
        source.arm(Interest::Readable.event(5)).unwrap();
        assert_eq!(told(), [5], "arming looks at the socket afresh");
    });
}

#[test]
fn a_source_cannot_be_armed_in_another_ones_name() {
    let poller = Arc::new(Poller::new().unwrap());
    let source = Source::new(&poller, pair().0, 5).unwrap();
    let error = source.arm(Interest::Readable.event(6)).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn both_loops_keep_every_request_in_flight_and_only_one_of_them_asks_all_the_time() {
    for (model, fetch_all) in [
        ("busy", ch04_nonblocking_socket::busy::fetch_all as fn(&[Target], Duration) -> _),
        ("poll", ch04_nonblocking_socket::poll::fetch_all),
    ] {
        let server = Server::start().unwrap();
        let targets: Vec<_> = (0..20).map(|_| server.target("/delay/300")).collect();
        let results: Vec<lab::fetch::FetchResult> =
            within(LIMIT, model, String::new, move || fetch_all(&targets, DEFAULT_TIMEOUT));
        assert!(results.iter().all(Result::is_ok), "{model}: {results:?}");
        assert_eq!(server.counts().most_in_flight, 20, "{model}");
    }
}

#[test]
fn a_fetch_that_takes_too_long_is_given_up_and_the_others_complete() {
    let server = Server::start().unwrap();
    let targets = vec![server.target("/"), server.target("/delay/600000"), server.target("/bytes/10")];
    let started = Instant::now();
    let results = within(LIMIT, "a server that never answers", String::new, move || {
        ch04_nonblocking_socket::poll::fetch_all(&targets, Duration::from_millis(300))
    });
    assert!(results[0].is_ok() && results[2].is_ok(), "{results:?}");
    assert!(matches!(results[1], Err(FetchError::TimedOut { .. })), "{results:?}");
    assert!(started.elapsed() >= Duration::from_millis(300), "given up before its time");
}
