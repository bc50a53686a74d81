//! What is there is taken, and nothing is asked in vain: the thread sleeps until it is told.

use std::io::{ErrorKind, Result, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use ch04_nonblocking_socket::{Poller, Source};
use exercises::ch04_nonblocking_socket::one_socket::{Answer, read_all};

use super::script::{Script, end, interrupted, nothing_yet, piece, reset};
use super::sockets::{SPINS, cpu_of_the_others, pair, somebody_sleeps_in};

/// The answer as text, to be shown.
fn text(got: Result<Option<Vec<u8>>>) -> Result<Option<String>> {
    Ok(got?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

#[test]
fn what_is_there_is_taken_and_would_block_means_not_now() {
    check!(|| {
        let mut peer = Script::of([piece("two "), nothing_yet(), piece("pie"), piece("ces"), end()]);
        let mut answer = Answer::default();
        let got = text(answer.advance(&mut peer));
        assert!(
            !got.as_ref().is_ok_and(|got| got.as_deref() == Some("two pieces")),
            "\"two \" came, then `WouldBlock`, and you went on asking until there was more: `advance` returns then, with `None`"
        );
        assert!(
            !got.as_ref().is_ok_and(Option::is_some),
            "\"two \" came, then `WouldBlock`, and you gave back {got:?}: \"nothing for now\" is not the end"
        );
        assert!(
            got.is_ok(),
            "\"two \" came, then `WouldBlock`, and you gave back {got:?}: that is no failure, it means \"not now\""
        );
        assert!(peer.read == 4, "\"two \" was there, and `advance` came back without taking it");
        let got = (0..10).find_map(|_| text(answer.advance(&mut peer)).transpose());
        assert!(
            got.as_ref().is_some_and(|got| got.as_ref().is_ok_and(|all| all == "two pieces")),
            "\"two \", a while of nothing, \"pie\", \"ces\" and the end (a read of 0 bytes) came, and you gave back {got:?}"
        );
    });
}

#[test]
fn no_bytes_are_the_end_even_at_the_beginning() {
    check!(|| {
        let got = text(Answer::default().advance(Script::of([end()])));
        assert!(
            got.as_ref().is_ok_and(|got| got.as_deref() == Some("")),
            "the peer closed its side without a word, and you gave back {got:?}: 0 bytes are the end, nothing more will come"
        );
    });
}

#[test]
fn a_signal_loses_nothing() {
    check!(|| {
        let mut peer = Script::of([interrupted(), piece("he"), interrupted(), piece("ad"), end()]);
        let mut answer = Answer::default();
        let got = (0..10).find_map(|_| text(answer.advance(&mut peer)).transpose());
        assert!(
            got.as_ref().is_some_and(|got| got.as_ref().is_ok_and(|all| all == "head")),
            "a signal interrupted two reads, and you gave back {got:?}: `Interrupted` means \"ask again\", nothing is lost"
        );
    });
}

#[test]
fn a_broken_connection_is_neither_an_end_nor_a_wait() {
    check!(|| {
        let mut peer = Script::of([piece("half"), reset()]);
        let mut answer = Answer::default();
        let got = (0..10).find_map(|_| text(answer.advance(&mut peer)).transpose());
        assert!(
            got.as_ref().is_some_and(|got| got
                .as_ref()
                .is_err_and(|error| error.kind() == ErrorKind::ConnectionReset)),
            "the connection broke after \"half\", and you gave back {got:?}: half an answer must not look like a whole one, \
             and who waits for the rest waits for ever"
        );
    });
}

#[test]
fn pieces_are_waited_for_each_time_anew() {
    check!(|| {
        let sent = Arc::new(AtomicUsize::new(0));
        let (near, mut far) = pair();
        let poller = Arc::new(Poller::new().unwrap());
        let source = Source::new(&poller, near, 7).unwrap();
        let count = Arc::clone(&sent);
        crate::support::if_stuck(move || {
            format!(
                "The peer has sent {} of its 3 pieces, and the last was not told to you. Oneshot: before each wait the socket is \
                 armed anew",
                count.load(SeqCst)
            )
        });
        let (count, asked) = (Arc::clone(&sent), Arc::clone(&poller));
        let peer = thread::spawn(move || {
            somebody_sleeps_in(&asked);
            // A wait that ends without an event.
            asked.notify().unwrap();
            for byte in [b"a", b"b", b"c"] {
                thread::sleep(Duration::from_millis(20));
                count.fetch_add(1, SeqCst);
                far.write_all(byte).unwrap();
            }
        });
        let got = read_all(&source, &poller);
        assert!(
            got.as_ref().is_ok_and(|got| got == b"abc"),
            "a wait ended without an event, then \"a\", \"b\" and \"c\" came, each while you waited; you gave back {:?}",
            got.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        );
        peer.join().unwrap();
    });
}

#[test]
fn while_nothing_comes_the_thread_sleeps_in_the_poller() {
    check!(|| {
        let (near, far) = pair();
        let poller = Arc::new(Poller::new().unwrap());
        let source = Source::new(&poller, near, 0).unwrap();
        let asked = Arc::clone(&poller);
        let watcher = thread::spawn(move || {
            let seen = (cpu_of_the_others(), somebody_sleeps_in(&asked));
            drop(far);
            seen
        });
        let got = read_all(&source, &poller);
        assert!(got.as_ref().is_ok_and(Vec::is_empty), "the peer closed its side, and you gave back {got:?}");
        let (share, asleep) = watcher.join().unwrap();
        assert!(
            share < SPINS,
            "the peer said nothing, and you used the CPU for {:.0} % of the time: you ask again and again instead of sleeping in `poller.wait`",
            share * 100.0
        );
        assert!(
            asleep,
            "the peer said nothing for a second, and nobody slept in `poller.wait`: who sleeps elsewhere, and looks now and then, is \
             not told"
        );
    });
}
