//! Everything arrives, however it was cut.

use std::io::ErrorKind;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;

use exercises::ch01_blocking_socket::read_all::read_all;

use super::script::{Script, interrupted, reset, said};

#[test]
fn a_peer_that_drips_is_read_to_the_end() {
    check!(|| {
        let got = read_all(&mut Script::drip(b"twelve bytes"));
        assert!(
            got.as_ref().is_ok_and(|got| got == b"twelve bytes"),
            "the peer sent \"twelve bytes\" one by one, you gave back {}: a read that brings little is not the end, \
             and only the first n bytes of the buffer are new",
            said(&got)
        );
    });
}

#[test]
fn a_megabyte_over_a_socket_arrives_whole() {
    check!(|| {
        let sent: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (expected, peer) = (
            sent.clone(),
            thread::spawn(move || {
                let _ = listener.accept().unwrap().0.write_all(&sent);
            }),
        );
        let got = read_all(&mut TcpStream::connect(addr).unwrap()).unwrap_or_else(|error| {
            panic!("a megabyte came and then the end, and you gave back the error \"{error}\"")
        });
        assert!(
            got.len() == expected.len(),
            "{} bytes were sent, you gave back {}{}",
            expected.len(),
            got.len(),
            if got.len() > expected.len() { ": only the first n bytes of the buffer are new" } else { "" }
        );
        assert!(got == expected, "as many bytes as were sent, but not the same, or not in the same order");
        peer.join().unwrap();
    });
}

#[test]
fn a_signal_loses_nothing() {
    check!(|| {
        let mut peer = Script::of([interrupted(), Ok(b"he".to_vec()), interrupted(), Ok(b"ad".to_vec())]);
        let got = read_all(&mut peer);
        assert!(
            !got.as_ref().is_err_and(|error| error.kind() == ErrorKind::Interrupted),
            "a signal interrupted two reads, and you gave back {}: `Interrupted` means \"ask again\", nothing is lost",
            said(&got)
        );
        assert!(
            got.as_ref().is_ok_and(|got| got == b"head"),
            "\"he\" and \"ad\" came, a signal before each of them, and you gave back {}",
            said(&got)
        );
    });
}

#[test]
fn a_broken_connection_is_not_the_end() {
    check!(|| {
        let got = read_all(&mut Script::of([Ok(b"half".to_vec()), reset()]));
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
            "the connection broke after \"half\", and you gave back {}: your caller must be able to tell half an answer \
             from a whole one",
            said(&got)
        );
    });
}
