//! One thread gathers many answers, and none of them holds up the others.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use ch04_nonblocking_socket::Poller;
use exercises::ch04_nonblocking_socket::many_sockets::gather;

use super::sockets::{SPINS, cpu_of_the_others, narrow_pair, pair, reset, somebody_sleeps_in};

/// More than fits into a narrow connection.
const MUCH: usize = 1 << 20;

fn poller() -> Arc<Poller> {
    Arc::new(Poller::new().unwrap())
}

/// A peer that has sent this and closed its side.
fn said(answer: &str) -> TcpStream {
    let (near, mut far) = pair();
    far.write_all(answer.as_bytes()).unwrap();
    near
}

/// As text, to be shown.
fn words(results: &[std::io::Result<Vec<u8>>]) -> Vec<String> {
    let words = results.iter().map(|result| match result {
        Ok(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(error) => format!("({})", error.kind()),
    });
    words.collect()
}

#[test]
fn the_answers_stand_in_the_order_of_the_peers() {
    check!(|| {
        crate::support::if_stuck(|| {
            "20 peers answer, the last first, and you still wait. Is every event of a wait looked at, and its socket armed again?".into()
        });
        let (peers, mut others): (Vec<_>, Vec<_>) = (0..20).map(|_| pair()).unzip();
        let sender = thread::spawn(move || {
            for piece in ["answer ", "of peer "] {
                for far in others.iter_mut().rev() {
                    let _ = far.write_all(piece.as_bytes());
                }
            }
            // The last one ends first, and each in a wait of its own.
            while let Some(mut far) = others.pop() {
                let _ = write!(far, "{}", others.len());
                thread::sleep(Duration::from_millis(2));
            }
        });
        let results = gather(peers, &poller()).expect("the poller did not fail, `gather` did");
        sender.join().unwrap();
        let expected: Vec<_> = (0..20).map(|n| format!("answer of peer {n}")).collect();
        assert!(
            words(&results) == expected,
            "20 peers answered in pieces, the last first; each result belongs at its peer's place, and you gave back {:?}",
            words(&results)
        );
    });
}

#[test]
fn one_wait_may_bring_several_events() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Three answers were there before you began. One wait brings several events: each of them is told once".into()
        });
        let peers = vec![said("one"), said("two"), said("three")];
        let results = gather(peers, &poller()).expect("the poller did not fail, `gather` did");
        assert!(
            words(&results) == ["one", "two", "three"],
            "you gave back {:?} for \"one\", \"two\", \"three\"",
            words(&results)
        );
    });
}

#[test]
fn a_slow_peer_holds_nobody_up() {
    check!(|| {
        let taken = Arc::new(AtomicUsize::new(0));
        let (first, mut slow) = pair();
        let (second, mut quick) = narrow_pair();
        let seen = Arc::clone(&taken);
        crate::support::if_stuck(move || {
            format!(
                "Peer 2 sends 1 MiB, and peer 1 begins when all of that is sent. Of peer 2, {} KiB are sent: you wait for peer 1 \
                 alone, instead of for both at once",
                seen.load(SeqCst) >> 10
            )
        });
        let sender = thread::spawn(move || {
            for piece in vec![b'q'; MUCH].chunks(16 << 10) {
                if quick.write_all(piece).is_err() {
                    break;
                }
                taken.fetch_add(piece.len(), SeqCst);
            }
            drop(quick);
            let _ = slow.write_all(b"slow");
        });
        let results = gather(vec![first, second], &poller()).expect("the poller did not fail, `gather` did");
        let lengths: Vec<_> = results.iter().map(|result| result.as_ref().map_or(0, Vec::len)).collect();
        assert!(
            lengths == [4, MUCH],
            "4 bytes and {MUCH} bytes were sent, and you gave back {lengths:?} bytes"
        );
        sender.join().unwrap();
    });
}

#[test]
fn a_broken_connection_is_one_peers_trouble() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Peer 2 of 3 broke its connection. Its result is an error; the others go on".into()
        });
        let (near, mut far) = pair();
        far.write_all(b"half").unwrap();
        reset(far);
        let results = gather(vec![said("one"), near, said("three")], &poller());
        let results = results.unwrap_or_else(|error| {
            panic!(
                "peer 2 of 3 broke its connection, and all of `gather` failed ({error}): the other answers are lost"
            )
        });
        let words = words(&results);
        assert!(words.len() == 3, "3 peers, and you gave back {words:?}");
        assert!(
            results[1].as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
            "peer 2 sent \"half\" and broke its connection, and its result is {:?}",
            results[1]
        );
        assert!(
            words[0] == "one" && words[2] == "three",
            "peer 2 broke its connection, and peers 1 and 3 have {words:?}"
        );
    });
}

#[test]
fn who_has_answered_is_left_alone() {
    check!(|| {
        let (early, mut answered) = pair();
        answered.write_all(b"early").unwrap();
        answered.shutdown(Shutdown::Write).unwrap();
        let (near, mut far) = pair();
        let (poller, seen) = (poller(), Arc::new(AtomicUsize::new(0)));
        let (asked, told) = (Arc::clone(&poller), Arc::clone(&seen));
        let watcher = thread::spawn(move || {
            // Until its socket is closed; or for a while, if that is kept to the last.
            answered.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
            let _ = answered.read(&mut [0]);
            // First the CPU: the second question may take an event from a thread that is told too often.
            let share = cpu_of_the_others();
            let asleep = somebody_sleeps_in(&asked);
            told.store(1, SeqCst);
            let _ = far.write_all(b"late");
            (asleep, share)
        });
        crate::support::if_stuck(move || {
            match seen.load(SeqCst) {
            0 => "The watcher did not come to an end".into(),
            _ => "Peer 1 had answered, peer 2 has now, and you are not told: was it armed, after a wait that brought nothing for it?".into(),
        }
        });
        let results = gather(vec![early, near], &poller).expect("the poller did not fail, `gather` did");
        assert!(
            words(&results) == ["early", "late"],
            "\"early\" and \"late\" came, and you gave back {:?}",
            words(&results)
        );
        let (asleep, share) = watcher.join().unwrap();
        assert!(
            share < SPINS,
            "peer 1 had answered, peer 2 said nothing, and you used the CPU for {:.0} % of the time: {}",
            share * 100.0,
            if asleep {
                "a connection that has ended is readable for ever; armed again, it never lets you sleep"
            } else {
                "you ask again and again instead of sleeping in `poller.wait`"
            }
        );
        assert!(
            asleep,
            "peer 2 said nothing for a second, and nobody slept in `poller.wait`: who looks now and then is not told"
        );
    });
}

#[test]
fn without_peers_there_is_nothing_to_wait_for() {
    check!(|| {
        crate::support::if_stuck(|| {
            "There are no peers, so nobody will ever be told: look whether anyone is left before you wait"
                .into()
        });
        let results = gather(Vec::new(), &poller()).expect("the poller did not fail, `gather` did");
        assert!(results.is_empty(), "no peers, and {} results", results.len());
    });
}
