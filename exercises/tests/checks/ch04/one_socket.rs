//! What is there is taken, and nothing is asked in vain: the thread sleeps until it is told.

use std::io::{ErrorKind, Result, Write};
use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};
use exercises::ch04_nonblocking_socket::one_socket::{Answer, read_all};

use super::script::{Script, end, interrupted, nothing_yet, piece, reset, said, shown};
use super::sockets::{pair, somebody_sleeps_in};
use crate::support::{A_WHILE, Others, what_the_others_do};

/// What `advance` gave back, in words.
fn step(got: &Result<Option<Vec<u8>>>) -> String {
    match got {
        Ok(Some(bytes)) => format!("{} as the whole answer", shown(bytes)),
        Ok(None) => "`None`, \"nothing for now\"".into(),
        Err(error) => format!("the error {:?}", error.kind()),
    }
}

/// Goes on until it is over or has failed, however few reads it makes in a turn.
fn to_the_end(answer: &mut Answer, peer: &mut Script) -> Result<Option<Vec<u8>>> {
    (0..10).map(|_| answer.advance(&mut *peer)).find(|step| !matches!(step, Ok(None))).unwrap_or(Ok(None))
}

#[test]
fn what_is_there_is_taken_and_would_block_means_not_now() {
    check!(|| {
        let mut peer =
            Script::of([piece("tw"), piece("o "), nothing_yet(), piece("pie"), piece("ces"), end()]);
        let mut answer = Answer::default();
        let got = answer.advance(&mut peer);
        assert!(
            !matches!(&got, Ok(Some(all)) if all == b"two pieces"),
            "\"tw\" and \"o \" came, then `WouldBlock`, and you went on asking until there was more: `advance` returns then, \
             with `None`"
        );
        assert!(
            !matches!(got, Ok(Some(_))),
            "\"tw\" and \"o \" came, then `WouldBlock`, and you gave back {}: \"nothing for now\" is not the end",
            step(&got)
        );
        assert!(
            got.is_ok(),
            "\"tw\" and \"o \" came, then `WouldBlock`, and you gave back {}: that is no failure, it means \"not now\"",
            step(&got)
        );
        assert!(
            peer.read == 4 && peer.blocked(),
            "`None` says \"nothing more for now\", but {} of the 4 bytes that were there are taken, and no read has said \
             `WouldBlock` yet: read until it does",
            peer.read
        );
        let got = to_the_end(&mut answer, &mut peer);
        assert!(
            matches!(&got, Ok(Some(all)) if all == b"two pieces"),
            "\"two \", a while of nothing, \"pie\", \"ces\" and the end (a read of 0 bytes) came, and you gave back {}",
            step(&got)
        );
    });
}

#[test]
fn no_bytes_are_the_end_even_at_the_beginning() {
    check!(|| {
        let got = Answer::default().advance(Script::of([end()]));
        assert!(
            matches!(&got, Ok(Some(all)) if all.is_empty()),
            "the peer closed its side without a word, and you gave back {}: 0 bytes are the end, nothing more will come",
            step(&got)
        );
    });
}

#[test]
fn a_signal_loses_nothing() {
    check!(|| {
        let mut peer = Script::of([interrupted(), piece("he"), interrupted(), piece("ad"), end()]);
        let got = to_the_end(&mut Answer::default(), &mut peer);
        assert!(
            got.is_ok(),
            "a signal interrupted a read, and you gave back {}: `Interrupted` means \"ask again\", nothing is lost",
            step(&got)
        );
        assert!(
            !matches!(got, Ok(None)),
            "\"he\" and \"ad\" came, a signal before each, then the end, a read of 0 bytes; and you gave back {}, ten times: 0 \
             bytes are the end",
            step(&got)
        );
        assert!(
            matches!(&got, Ok(Some(all)) if all == b"head"),
            "\"he\" and \"ad\" came, a signal before each, then the end, and you gave back {}: `Interrupted` means \"ask again\"",
            step(&got)
        );
    });
}

#[test]
fn a_broken_connection_is_neither_an_end_nor_a_wait() {
    check!(|| {
        let mut peer = Script::of([piece("half"), reset()]);
        let got = to_the_end(&mut Answer::default(), &mut peer);
        assert!(
            got.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
            "the connection broke after \"half\", and you gave back {}: half an answer must not look like a whole one, \
             and who waits for the rest waits for ever",
            step(&got)
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
            "a wait ended without an event, then \"a\", \"b\" and \"c\" came, each while you waited; you gave back {}",
            said(&got)
        );
        peer.join().unwrap();
    });
}

#[test]
fn what_is_there_already_is_not_waited_for() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The peer had closed its side before you began, and you wait for news of it. Try first; and arm before you wait".into()
        });
        let (near, far) = pair();
        drop(far);
        // The end is here.
        assert!(near.peek(&mut [0]).unwrap() == 0);
        let poller = Arc::new(Poller::new().unwrap());
        let source = Source::new(&poller, near, 1).unwrap();
        // Whoever waits takes this event away.
        let other = Source::new(&poller, UdpSocket::bind("127.0.0.1:0").unwrap(), 2).unwrap();
        other.arm(Interest::Writable.event(2)).unwrap();
        let got = read_all(&source, &poller);
        assert!(
            got.as_ref().is_ok_and(Vec::is_empty),
            "the peer had closed its side before you began, and you gave back {}",
            said(&got)
        );
        let mut events = Events::new();
        poller.wait(&mut events, Some(Duration::from_secs(1))).unwrap();
        assert!(
            !events.is_empty(),
            "the peer had closed its side before you began, and you called `poller.wait` all the same: try first, and wait only after \
             a read said `WouldBlock`"
        );
    });
}

#[test]
fn the_list_of_events_is_emptied_before_each_wait() {
    check!(|| {
        crate::support::if_stuck(|| {
            "There were more events than the list holds, all in all, and you wait on. `poller.wait` adds to the list: clear it before \
             each wait"
                .into()
        });
        let (near, mut far) = pair();
        let seen = near.try_clone().unwrap();
        let poller = Arc::new(Poller::new().unwrap());
        let source = Source::new(&poller, near, 0).unwrap();
        // Some that are ready, to have many events in few waits.
        let others: Vec<_> = (1..=60)
            .map(|key| Source::new(&poller, UdpSocket::bind("127.0.0.1:0").unwrap(), key).unwrap())
            .collect();
        let asked = Arc::clone(&poller);
        thread::spawn(move || {
            somebody_sleeps_in(&asked);
            for _ in 0..30 {
                for other in &others {
                    other.arm(Interest::Writable.event(other.key())).unwrap();
                }
                far.write_all(b"x").unwrap();
                while seen.peek(&mut [0]).is_ok() {
                    thread::sleep(Duration::from_micros(100));
                }
            }
        });
        let got = read_all(&source, &poller);
        assert!(
            !got.as_ref().is_err_and(|error| error.kind() == ErrorKind::InvalidInput),
            "after some 1,000 events you gave back {}: the list of events is full. `poller.wait` adds to it: clear it before each wait",
            said(&got)
        );
        assert!(
            got.as_ref().is_ok_and(|got| got == &[b'x'; 30]),
            "30 bytes came, each while you waited, and many waits ended without news of them; you gave back {}",
            said(&got)
        );
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
            let seen = (what_the_others_do(A_WHILE), somebody_sleeps_in(&asked));
            drop(far);
            seen
        });
        let got = read_all(&source, &poller);
        assert!(
            got.as_ref().is_ok_and(Vec::is_empty),
            "the peer closed its side, and you gave back {}",
            said(&got)
        );
        let (others, asleep) = watcher.join().unwrap();
        assert!(
            others != Others::Spin,
            "the peer said nothing, and you used the CPU all the time: you ask again and again instead of sleeping in `poller.wait`"
        );
        assert!(
            asleep,
            "the peer said nothing for a second, and nobody slept in `poller.wait`: who sleeps elsewhere, and looks now and then, is \
             not told"
        );
    });
}
