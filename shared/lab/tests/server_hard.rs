//! The slow server and clients that behave badly.
#![allow(clippy::unwrap_used, missing_docs)]

mod server_common;

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;
use std::thread;

use lab::probe;
use lab::server::Server;
use server_common::*;

#[test]
fn a_reset_in_the_middle_of_an_answer_hurts_nobody_else() {
    with_server("resets", |server| {
        for _ in 0..50 {
            let mut stream = ask(server.addr(), &get("/bytes/8000000"));
            stream.read_exact(&mut [0; 1000]).unwrap();
            reset(stream);
        }
        let counts = until(server, |counts| counts.open == 0);
        assert_eq!((counts.accepted, counts.in_flight), (50, 0));
        assert_eq!(fetch(server.addr(), "/").status, 200);
    });
}

#[test]
fn a_client_that_never_reads_is_not_read_from_either() {
    with_server("a client that never reads", |server| {
        const ENOUGH: usize = 64 * 1024 * 1024;
        let request = get("/bytes/1000");
        let requests = request.repeat(1000);
        let mut stream = connect(server.addr());
        stream.set_nonblocking(true).unwrap();
        let mut sent = 0;
        let mut refused_in_a_row = 0;
        // Until the server has been round a hundred times and still takes nothing more.
        while refused_in_a_row < 100 {
            match stream.write(&requests.as_bytes()[sent % request.len()..]) {
                Ok(n) => {
                    sent += n;
                    refused_in_a_row = 0;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    refused_in_a_row += 1;
                    server.turns();
                }
                Err(error) => panic!("{error}"),
            }
            assert!(sent < ENOUGH, "the server reads on and on");
        }
        // Now the client reads after all, and nothing is lost.
        stream.set_nonblocking(false).unwrap();
        let mut reader = stream.try_clone().unwrap();
        let answers = thread::spawn(move || count(&rest(&mut reader), "HTTP/1.1 200 OK"));
        let missing = (request.len() - sent % request.len()) % request.len();
        stream.write_all(&request.as_bytes()[request.len() - missing..]).unwrap();
        half_close(&stream);
        assert_eq!(answers.join().unwrap(), (sent + missing) / request.len());
    });
}

#[test]
fn a_client_that_sends_without_end_does_not_starve_the_others() {
    with_server("a greedy client", |server| {
        let greedy = connect(server.addr());
        let (mut from, mut to) = (greedy.try_clone().unwrap(), greedy.try_clone().unwrap());
        let reader = thread::spawn(move || {
            let mut buffer = vec![0; 1 << 20];
            while let Ok(1..) = from.read(&mut buffer) {}
        });
        let writer = thread::spawn(move || {
            let requests = get("/").repeat(1000);
            while to.write_all(requests.as_bytes()).is_ok() {}
        });
        until(server, |counts| counts.answered > 1000);
        let mut polite = connect(server.addr());
        for _ in 0..100 {
            polite.write_all(get("/").as_bytes()).unwrap();
            assert_eq!(response(&mut polite).status, 200);
        }
        greedy.shutdown(Shutdown::Both).unwrap();
        writer.join().unwrap();
        reader.join().unwrap();
    });
}

#[test]
fn a_lingering_close_ends_though_the_client_sends_for_ever() {
    with_server("lingering", |server| {
        let mut stream = ask(server.addr(), "nonsense\r\n\r\n");
        // It ends when the server's patience does: with a reset.
        while stream.write_all(&[b'x'; 10_000]).is_ok() {}
        until(server, |counts| counts.open == 0);
    });
}

#[test]
fn a_server_with_much_to_do_still_stops_at_once() {
    let server = Server::start().unwrap();
    let mut waiting: Vec<_> = (0..300).map(|_| ask(server.addr(), &get("/delay/60000"))).collect();
    until(&server, |counts| counts.in_flight == 300);
    let addr = server.addr();
    probe::within(PATIENCE, "the server's end", String::new, move || drop(server));
    for stream in &mut waiting {
        // The end of the stream, or a reset: not an answer.
        assert!(!matches!(stream.read(&mut [0; 100]), Ok(1..)));
    }
    assert!(std::net::TcpStream::connect(addr).is_err(), "nobody listens any more");
}
