//! Everyone is told of what comes, again and again; of what is over, never.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use exercises::ch04_nonblocking_socket::oneshot::Lines;

use super::sockets::reset;

/// The poller has nothing to say when it is silent for so long.
const SILENCE: Duration = Duration::from_millis(100);
/// What was sent is surely there by then.
const PATIENCE: Duration = Duration::from_secs(1);
/// So many events are enough for anything that a check does.
const ENOUGH: usize = 200;

/// The server, and where it listens.
fn server() -> (Lines, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    (Lines::new(listener).unwrap(), addr)
}

/// A turn. How many events there were.
fn turn(lines: &mut Lines, patience: Duration) -> usize {
    lines.turn(Some(patience)).unwrap_or_else(|error| {
        panic!("`turn` gave back the error \"{error}\": no client is to end the server, and `WouldBlock` is no failure")
    })
}

/// Turns until there are so many lines, or silence.
fn until(lines: &mut Lines, count: usize) {
    let mut told = 0;
    while lines.lines.len() < count {
        match turn(lines, PATIENCE) {
            0 => break,
            n => told += n,
        }
        assert!(told < ENOUGH, "you were told {told} times, and have the lines {:?}", lines.lines);
    }
}

/// Turns until there is silence.
fn until_silence(lines: &mut Lines, what: &str) {
    let mut told = 0;
    loop {
        match turn(lines, SILENCE) {
            0 => break,
            n => told += n,
        }
        assert!(told < ENOUGH, "{what}, and you were told {told} times since");
    }
}

#[test]
fn clients_that_come_one_after_another_are_let_in() {
    check!(|| {
        let (mut server, addr) = server();
        let mut here = Vec::new();
        for name in ["one", "two", "three"] {
            let mut client = TcpStream::connect(addr).unwrap();
            writeln!(client, "{name}").unwrap();
            here.push(client);
            until(&mut server, here.len());
            assert!(
                server.lines.len() == here.len(),
                "client \"{name}\" came, and was not heard: {:?}. Oneshot: the listener has told of one client, and is silent until it \
                 is armed again",
                server.lines
            );
        }
    });
}

#[test]
fn clients_that_come_together_are_let_in() {
    check!(|| {
        let (mut server, addr) = server();
        let mut clients: Vec<_> = (0..10).map(|_| TcpStream::connect(addr).unwrap()).collect();
        for (n, client) in clients.iter_mut().enumerate() {
            writeln!(client, "{n}").unwrap();
        }
        until(&mut server, 10);
        server.lines.sort();
        assert!(
            server.lines == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            "ten clients came at once, and {:?} were heard: one event of the listener may stand for several of them",
            server.lines
        );
    });
}

#[test]
fn a_line_may_come_in_pieces() {
    check!(|| {
        let (mut server, addr) = server();
        let mut client = TcpStream::connect(addr).unwrap();
        for piece in ["a line ", "in three ", "pieces\nand another\n"] {
            client.write_all(piece.as_bytes()).unwrap();
            until_silence(&mut server, "a piece of a line came");
        }
        assert!(
            server.lines == ["a line in three pieces", "and another"],
            "a line came in three pieces, and another behind it, and you have {:?}. Oneshot: who was told once hears no more, until \
             its socket is armed again",
            server.lines
        );
    });
}

#[test]
fn who_leaves_is_closed_and_makes_no_noise() {
    check!(|| {
        let (mut server, addr) = server();
        let mut client = TcpStream::connect(addr).unwrap();
        client.write_all(b"good").unwrap();
        until_silence(&mut server, "a client sent \"good\"");
        client.write_all(b"bye\n").unwrap();
        client.shutdown(std::net::Shutdown::Write).unwrap();
        until_silence(
            &mut server,
            "a client left (its connection has ended, and that is readable for ever: armed again, it tells for ever)",
        );
        assert!(
            server.lines == ["goodbye"],
            "a client sent \"goodbye\" and left, and you have {:?}",
            server.lines
        );
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        let end = client.read(&mut [0]);
        assert!(
            matches!(end, Ok(0)),
            "a client left, and its connection is not closed ({end:?}): it stays in the table for ever, and keeps a descriptor. A read \
             of 0 bytes is the end"
        );
    });
}

#[test]
fn a_client_that_breaks_its_connection_harms_nobody() {
    check!(|| {
        let (mut server, addr) = server();
        let mut good = TcpStream::connect(addr).unwrap();
        let mut bad = TcpStream::connect(addr).unwrap();
        bad.write_all(b"half a l").unwrap();
        until_silence(&mut server, "two clients came");
        reset(bad);
        until_silence(&mut server, "a client broke its connection");
        good.write_all(b"still here\n").unwrap();
        until(&mut server, 1);
        assert!(
            server.lines == ["still here"],
            "one of two clients broke its connection, the other said \"still here\", and you have {:?}",
            server.lines
        );
    });
}
