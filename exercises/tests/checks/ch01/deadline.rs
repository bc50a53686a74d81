//! The whole is limited, not each read.

use std::io::{ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use exercises::ch01_blocking_socket::deadline::read_all_within;

/// How long the reads are allowed.
const LIMIT: Duration = Duration::from_millis(300);

/// A connection whose other end is served by `peer`, on a thread of its own.
fn connected(peer: impl FnOnce(TcpStream) + Send + 'static) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let ours = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    thread::spawn(move || peer(listener.accept().unwrap().0));
    ours
}

/// A connection to a peer that does nothing, until the second value is dropped.
fn silent() -> (TcpStream, Sender<()>) {
    let (hold, held) = channel::<()>();
    let ours = connected(move |stream| {
        let _ = held.recv();
        drop(stream);
    });
    (ours, hold)
}

#[test]
fn a_peer_that_says_nothing_is_given_up() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The peer says nothing, and nobody told the socket how long to wait".into()
        });
        let (mut peer, _hold) = silent();
        let got = read_all_within(&mut peer, LIMIT);
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::TimedOut),
            "the peer said nothing for {LIMIT:?}, and you gave back {got:?} instead of `TimedOut`. (A socket whose time is over says \
             `WouldBlock` on Unix)"
        );
    });
}

#[test]
fn a_peer_that_drips_is_given_up_all_the_same() {
    check!(|| {
        crate::support::if_stuck(|| {
            format!(
                "A byte came every 20 ms, for ever; the whole was to be done within {LIMIT:?}. The limit begins anew with each read"
            )
        });
        let mut peer = connected(|mut stream| {
            while stream.write_all(b".").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        });
        let got = read_all_within(&mut peer, LIMIT);
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::TimedOut),
            "the peer never came to an end, and you gave back {got:?} instead of `TimedOut`: half an answer must not look like a \
             whole one"
        );
    });
}

#[test]
fn an_answer_in_time_is_given_back() {
    check!(|| {
        let mut peer = connected(|mut stream| {
            for piece in ["in ", "time"] {
                stream.write_all(piece.as_bytes()).unwrap();
            }
        });
        let got = read_all_within(&mut peer, Duration::from_secs(60));
        assert!(
            got.as_ref().is_ok_and(|got| got == b"in time"),
            "\"in time\" came at once, and you gave back {got:?}"
        );
    });
}

#[test]
fn a_limit_of_nothing_is_over_at_once() {
    check!(|| {
        let (mut peer, _hold) = silent();
        let got = read_all_within(&mut peer, Duration::ZERO);
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::TimedOut),
            "a limit of zero gave {got:?}: the socket refuses a timeout of zero, so look what is left before you set it"
        );
    });
}
