//! Everyone is told of what comes, again and again; of what is over, never.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
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
    lines.turn(Some(patience)).unwrap_or_else(|error| match error.kind() {
        ErrorKind::WouldBlock => panic!(
            "`turn` gave back the error `WouldBlock`, and the server has ended: it means that nobody waits any more, or that nothing is \
             there for now"
        ),
        _ => panic!("`turn` gave back the error \"{error}\", and the server has ended: that was one client's trouble"),
    })
}

/// A client says something. It was never told to go.
fn says(mut client: &TcpStream, words: &str) {
    client.write_all(words.as_bytes()).unwrap_or_else(|error| closed(words, &error));
}

/// The server has not closed this client, who has done this.
fn still_open(mut client: &TcpStream, what: &str) {
    client.set_nonblocking(true).unwrap();
    let end = client.read(&mut [0]);
    client.set_nonblocking(false).unwrap();
    assert!(
        end.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock),
        "a client {what}, and its connection is closed: it had only paused. `WouldBlock` is no end, and neither is `Interrupted`"
    );
}

/// The server has closed a client that did nothing wrong.
fn closed(words: &str, error: &std::io::Error) -> ! {
    panic!(
        "a client could not say {words:?} (\"{error}\"): you closed a client that had only paused. `WouldBlock` is no end, and neither \
         is `Interrupted`"
    )
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
            let client = TcpStream::connect(addr).unwrap();
            says(&client, &format!("{name}\n"));
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
        let clients: Vec<_> = (0..10).map(|_| TcpStream::connect(addr).unwrap()).collect();
        for (n, client) in clients.iter().enumerate() {
            says(client, &format!("{n}\n"));
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
        let client = TcpStream::connect(addr).unwrap();
        for piece in ["a line ", "in three ", "pieces\nand another\n"] {
            says(&client, piece);
            until_silence(&mut server, "a piece of a line came");
            still_open(&client, &format!("has sent {piece:?} and will say more"));
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
        says(&client, "good");
        until_silence(&mut server, "a client sent \"good\"");
        still_open(&client, "has sent \"good\" and will say more");
        says(&client, "bye\n");
        client.shutdown(Shutdown::Write).unwrap_or_else(|error| closed("that it leaves", &error));
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
        // One that breaks it at once: this is the first that is told of it.
        let bad = TcpStream::connect(addr).unwrap();
        until_silence(&mut server, "a client came");
        reset(bad);
        until_silence(&mut server, "a client broke its connection, without a word");
        // And one that does so later, beside another.
        let good = TcpStream::connect(addr).unwrap();
        let bad = TcpStream::connect(addr).unwrap();
        says(&bad, "half a l");
        until_silence(&mut server, "two clients came");
        reset(bad);
        until_silence(&mut server, "a client broke its connection");
        says(&good, "still here\n");
        until(&mut server, 1);
        assert!(
            server.lines == ["still here"],
            "other clients broke their connections, this one said \"still here\", and you have {:?}",
            server.lines
        );
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_without_a_descriptor_ends_nothing() {
    use std::os::fd::AsRawFd;

    use nix::sys::resource::{Resource::RLIMIT_NOFILE, getrlimit, setrlimit};

    check!(|| {
        let (mut server, addr) = server();
        let old = TcpStream::connect(addr).unwrap();
        until_silence(&mut server, "a client came");
        let new = TcpStream::connect(addr).unwrap();
        // From now on there is no descriptor in this process: the next would have this number.
        let next = new.try_clone().unwrap().as_raw_fd();
        let (soft, hard) = getrlimit(RLIMIT_NOFILE).unwrap();
        setrlimit(RLIMIT_NOFILE, next as u64, hard).unwrap();
        let turned = server.turn(Some(PATIENCE));
        setrlimit(RLIMIT_NOFILE, soft, hard).unwrap();
        assert!(
            turned.is_ok(),
            "there was no descriptor for a new client, `accept` failed, and `turn` gave back that error ({turned:?}): the server \
             has ended, for all its clients"
        );
        says(&old, "old\n");
        says(&new, "new\n");
        until(&mut server, 2);
        server.lines.sort();
        assert!(
            server.lines == ["new", "old"],
            "a client came while there was no descriptor for it, now there is one, and {:?} were heard: the listener is armed again \
             whatever `accept` said",
            server.lines
        );
    });
}
