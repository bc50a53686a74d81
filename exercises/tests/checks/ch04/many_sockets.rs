//! One thread gathers many answers, and none of them holds up the others.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use ch04_nonblocking_socket::Poller;
use exercises::ch04_nonblocking_socket::many_sockets::gather;

#[cfg(target_os = "linux")]
use super::sockets::told_of;
use super::sockets::{narrow_pair, pair, reset, somebody_sleeps_in};
use crate::support::{A_WHILE, Others, what_the_others_do};

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

/// What `gather` gave back.
fn gathered(peers: Vec<TcpStream>, poller: &Arc<Poller>) -> Vec<std::io::Result<Vec<u8>>> {
    gather(peers, poller).unwrap_or_else(|error| match error.kind() {
        ErrorKind::InvalidInput => panic!(
            "`gather` gave back \"{error}\": the list of events is full. `poller.wait` adds to it: clear it before each wait"
        ),
        _ => panic!("the poller did not fail, and `gather` gave back \"{error}\": a peer's trouble is that peer's result"),
    })
}

/// As text, to be shown.
fn words(results: &[std::io::Result<Vec<u8>>]) -> Vec<String> {
    let words = results.iter().map(|result| match result {
        Ok(bytes) => String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned(),
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
        let results = gathered(peers, &poller());
        sender.join().unwrap();
        assert!(results.len() == 20, "20 peers, and you gave back {} results", results.len());
        let words = words(&results);
        let right = (0..20).filter(|&n| words[n] == format!("answer of peer {n}")).count();
        assert!(
            right == 20,
            "20 peers answered in pieces, the last first; each result belongs at its peer's place, {right} are there. Your first \
             three: {:?}",
            &words[..3]
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
        let results = gathered(peers, &poller());
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
        let results = gathered(vec![first, second], &poller());
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
            let others = what_the_others_do(A_WHILE);
            let asleep = somebody_sleeps_in(&asked);
            told.store(1, SeqCst);
            let _ = far.write_all(b"late");
            (asleep, others)
        });
        crate::support::if_stuck(move || {
            match seen.load(SeqCst) {
            0 => "The watcher did not come to an end".into(),
            _ => "Peer 1 had answered, peer 2 has now, and you are not told: was it armed, after a wait that brought nothing for it?".into(),
        }
        });
        let results = gathered(vec![early, near], &poller);
        assert!(
            words(&results) == ["early", "late"],
            "\"early\" and \"late\" came, and you gave back {:?}",
            words(&results)
        );
        let (asleep, others) = watcher.join().unwrap();
        assert!(
            others != Others::Spin,
            "peer 1 had answered, peer 2 said nothing, and you used the CPU all the time: {}",
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

/// A peer may have bytes of which the poller does not tell: whoever takes them has asked without having been told.
#[cfg(target_os = "linux")]
#[test]
fn who_was_told_is_asked_and_nobody_else() {
    check!(within 5, || {
        let (nears, mut fars): (Vec<_>, Vec<_>) = (0..3).map(|_| pair()).unzip();
        let seen: Vec<_> = nears.iter().map(|near| near.try_clone().unwrap()).collect();
        let poller = poller();
        let used = Arc::clone(&poller);
        // It is still waiting when the check is over, and ends with the process.
        thread::spawn(move || gathered(nears, &used));
        assert!(
            somebody_sleeps_in(&poller),
            "three peers said nothing for a second, and nobody slept in `poller.wait`"
        );
        crate::support::if_stuck(|| {
            "Three peers were silent, one sends a byte, and you do not take it: was it armed?".into()
        });
        let there = |peer: usize| seen[peer].peek(&mut [0]).is_ok();
        let mut send_untold = |peer: usize| {
            told_of(&seen[peer], 2);
            fars[peer].write_all(b"x").unwrap();
            while !there(peer) {
                thread::sleep(Duration::from_micros(100));
            }
        };
        let tell = |peer: usize| {
            told_of(&seen[peer], 1);
            while there(peer) {
                thread::sleep(Duration::from_micros(100));
            }
            somebody_sleeps_in(&poller);
        };
        // Peer 1 has news, and is told; then only peer 2 is.
        send_untold(0);
        tell(0);
        for peer in 0..3 {
            send_untold(peer);
        }
        tell(1);
        assert!(
            there(2),
            "you were told of peer 2 alone, and asked peer 3 as well, which had never told anything. 1,000 peers would be asked 1,000 \
             times for each piece that comes: only who was told goes on, look at `event.key`"
        );
        assert!(
            there(0),
            "you were told of peer 2 alone, and asked peer 1 as well, of which an *earlier* wait had told. `poller.wait` adds to \
             `events`: clear it before each wait"
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
        let results = gathered(Vec::new(), &poller());
        assert!(results.is_empty(), "no peers, and {} results", results.len());
    });
}
