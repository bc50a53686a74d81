//! The whole is limited, not each read.

use std::io::{ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Kept;
use exercises::ch01_blocking_socket::deadline::read_all_within;

use super::script::said;

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
            "the peer said nothing for {LIMIT:?}, and you gave back {} instead of `TimedOut`. (A socket whose time is over says \
             `WouldBlock` on Unix)",
            said(&got)
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
            "the peer never came to an end, and you gave back {} instead of `TimedOut`: half an answer must not look like a \
             whole one",
            said(&got)
        );
    });
}

#[test]
fn a_peer_that_falls_silent_late_is_given_up_at_the_limit() {
    check!(|| {
        let limit = Duration::from_millis(800);
        let (mut peer, hold) = {
            let (tell, told) = channel();
            let (hold, held) = channel::<()>();
            let ours = connected(move |mut stream| {
                let begin = Instant::now();
                let mut last = (begin, Duration::ZERO);
                while begin.elapsed() < limit * 8 / 10 && stream.write_all(b".").is_ok() {
                    last = (Instant::now(), Kept::default().waiting());
                    thread::sleep(Duration::from_millis(20));
                }
                let _ = tell.send(last);
                let _ = held.recv();
            });
            (ours, (told, hold))
        };
        let got = read_all_within(&mut peer, limit);
        let (over, kept) = (Instant::now(), Kept::default().waiting());
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::TimedOut),
            "a byte came now and then, and after {:?} nothing more; you gave back {} instead of `TimedOut`",
            limit * 8 / 10,
            said(&got)
        );
        // Who is right comes back a fifth of the limit after the last byte, and whatever the machine keeps it waiting for a core.
        let silence = hold.0.recv().map_or(Duration::ZERO, |(last, kept_before)| {
            over.saturating_duration_since(last).saturating_sub(kept.saturating_sub(kept_before))
        });
        assert!(
            silence < limit * 95 / 100,
            "the limit was {limit:?}, a byte came now and then for {:?}, then nothing: you waited for another {silence:.0?}. \
             The last read was allowed the whole limit, and not what was left of it: set the timeout before each read",
            limit * 8 / 10
        );
    });
}

#[test]
fn a_broken_connection_is_told_as_what_it_is() {
    check!(|| {
        let mut peer = connected(|mut stream| {
            stream.write_all(b"half").unwrap();
            // Closed with a reset, as a process that dies with unread bytes does.
            socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        });
        let got = read_all_within(&mut peer, LIMIT);
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
            "the peer broke the connection, and you gave back {}: only the two words for \"too late\", and `Interrupted`, mean \
             \"look at the clock again\"",
            match &got {
                Ok(bytes) => format!("{} bytes as the whole answer", bytes.len()),
                Err(error) => format!("{:?}", error.kind()),
            }
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
            "\"in time\" came at once, and you gave back {}",
            said(&got)
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
            "a limit of zero gave {}: the socket refuses a timeout of zero, so look what is left before you set it",
            said(&got)
        );
    });
}
