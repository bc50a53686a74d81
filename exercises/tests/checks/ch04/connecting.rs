//! The attempt is waited for, and its end is told: it stands, it failed and why, or it took too long.

use std::io::{ErrorKind, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Event, Events, Poller, Source, connect};
use exercises::ch04_nonblocking_socket::connecting::{finish_within, stands};
use socket2::{Domain, Socket, Type};

use super::sockets::{reset, somebody_sleeps_in};
use crate::support::{A_WHILE, Kept, Others, what_the_others_do};

/// A listener that accepts nobody, with so many waiting already that it does not even answer: a new connection stays
/// under way. Who is in the list keeps the place taken.
fn crowded() -> (TcpListener, Vec<TcpStream>) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
    socket.listen(0).unwrap();
    let listener = TcpListener::from(socket);
    let addr = listener.local_addr().unwrap();
    let in_vain = Duration::from_millis(200);
    let crowd = std::iter::from_fn(|| TcpStream::connect_timeout(&addr, in_vain).ok());
    let crowd = crowd.take(64).collect();
    (listener, crowd)
}

/// A connection that is under way, registered.
fn under_way(listener: &TcpListener, poller: &Arc<Poller>) -> Source<TcpStream> {
    let socket = connect(listener.local_addr().unwrap()).unwrap();
    Source::new(poller, socket, 3).unwrap()
}

fn poller() -> Arc<Poller> {
    Arc::new(Poller::new().unwrap())
}

#[test]
fn a_connection_that_stands_is_told() {
    check!(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        let peer = listener.accept().unwrap().0;
        let end = finish_within(&socket, &poller, Duration::from_secs(60));
        assert!(end.is_ok(), "somebody accepted the connection, and you gave back {end:?}");
        let end = stands(&socket);
        assert!(
            matches!(end, Ok(true)),
            "the connection is there ({:?}), and `stands` gave {end:?}",
            peer.peer_addr()
        );
    });
}

#[test]
fn a_failed_connection_is_not_one_that_is_under_way() {
    check!(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        let peer = listener.accept().unwrap().0;
        reset(peer);
        // Is it here? A read would take the error away, so the poller is asked.
        socket.arm(Event::readable(3)).unwrap();
        poller.wait(&mut Events::new(), None).unwrap();
        let end = stands(&socket);
        assert!(
            end.is_err(),
            "the connection broke before you asked, and `stands` gave {end:?}: a failed connection has no peer, like one that is under \
             way; the difference is in `take_error`"
        );
    });
}

#[test]
#[cfg_attr(windows, ignore = "a full list refuses there, where other systems keep silent")]
fn who_does_not_answer_is_waited_for_until_the_limit() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Nobody answers, the limit is 300 ms, and every 20 ms a wait ends without an event. Compute the moment of the end once, \
             before the loop"
                .into()
        });
        let (listener, _crowd) = crowded();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        let end = stands(&socket);
        assert!(
            matches!(end, Ok(false)),
            "nobody has answered, no error came, and `stands` gave {end:?}: without a peer there is no connection yet"
        );
        let disturbed = Arc::clone(&poller);
        thread::spawn(move || {
            while disturbed.notify().is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        });
        let limit = Duration::from_millis(300);
        let begin = Instant::now();
        let end = finish_within(&socket, &poller, limit);
        let took = begin.elapsed();
        assert!(
            end.is_err(),
            "nobody answered, and you say that the connection stands: a wait may end without an event, so ask each time"
        );
        assert!(
            end.as_ref().is_err_and(|error| error.kind() == ErrorKind::TimedOut),
            "nobody answered within {limit:?}, and you gave back {end:?} instead of `TimedOut`"
        );
        assert!(
            took >= limit,
            "you were to wait {limit:?}, and gave up after {took:?}: a wait may end early, and without an event; go round and ask"
        );
    });
}

#[test]
#[cfg_attr(windows, ignore = "a full list refuses there, where other systems keep silent")]
fn a_wait_that_ended_late_allows_no_second_limit() {
    check!(within 5, || {
        let (listener, _crowd) = crowded();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        let limit = Duration::from_millis(800);
        let disturbed = Arc::clone(&poller);
        let disturber = thread::spawn(move || {
            thread::sleep(limit * 8 / 10);
            let at = (Instant::now(), Kept::default().waiting());
            disturbed.notify().unwrap();
            at
        });
        let end = finish_within(&socket, &poller, limit);
        let (over, kept) = (Instant::now(), Kept::default().waiting());
        assert!(
            end.as_ref().is_err_and(|error| error.kind() == ErrorKind::TimedOut),
            "nobody answered within {limit:?}, a wait ended without an event, and you gave back {end:?} instead of `TimedOut`"
        );
        // Who is right comes back a fifth of the limit later, and whatever the machine keeps it waiting for a core.
        let (at, kept_before) = disturber.join().unwrap();
        let more = over.saturating_duration_since(at).saturating_sub(kept.saturating_sub(kept_before));
        assert!(
            more < limit * 95 / 100,
            "the limit was {limit:?}, a wait ended without an event after {:?}, and you waited for another {more:.0?}: the next wait was \
             allowed the whole limit, and not what was left of it",
            limit * 8 / 10
        );
    });
}

#[test]
#[cfg_attr(windows, ignore = "a full list refuses there, where other systems keep silent")]
fn while_nobody_answers_the_thread_sleeps_in_the_poller() {
    check!(|| {
        let (listener, _crowd) = crowded();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        let used = Arc::clone(&poller);
        // It is still waiting when the check is over, and ends with the process.
        let waiting = thread::spawn(move || finish_within(&socket, &used, Duration::from_secs(60)));
        let (others, asleep) = (what_the_others_do(A_WHILE), somebody_sleeps_in(&poller));
        if waiting.is_finished() {
            panic!(
                "nobody answered, the limit is a minute, and you came back at once with {:?}",
                waiting.join()
            );
        }
        assert!(
            others != Others::Spin,
            "nobody answered, and you used the CPU all the time: you ask again and again instead of sleeping in \
             `poller.wait`"
        );
        assert!(
            asleep,
            "nobody answered, and nobody slept in `poller.wait`: who sleeps elsewhere, and looks now and then, is not told"
        );
    });
}

#[test]
#[cfg_attr(windows, ignore = "a full list refuses there, where other systems keep silent")]
fn a_late_refusal_is_told_with_its_reason() {
    check!(within 4, || {
        crate::support::if_stuck(|| {
            "The listener is closed meanwhile, and the connection is refused when it knocks again: the poller tells of that as \
             `writable`, and `take_error` says why"
                .into()
        });
        let (listener, crowd) = crowded();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        drop((listener, crowd));
        let end = finish_within(&socket, &poller, Duration::from_secs(60));
        assert!(
            end.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused),
            "the connection was refused, and you gave back {end:?}: `writable` says only that the attempt is over"
        );
    });
}

#[test]
#[cfg_attr(windows, ignore = "a full list refuses there, where other systems keep silent")]
fn a_late_connection_is_told() {
    check!(within 4, || {
        crate::support::if_stuck(|| {
            "The peer accepts meanwhile, and the connection stands when it knocks again: the poller tells of that as `writable`, and \
             not as `readable`"
                .into()
        });
        let (listener, crowd) = crowded();
        let poller = poller();
        let socket = under_way(&listener, &poller);
        let count = crowd.len() + 1;
        let peer = thread::spawn(move || {
            // The last of them is ours.
            let mut all: Vec<_> = (0..count).map(|_| listener.accept().unwrap().0).collect();
            let last = all.pop().unwrap();
            let _ = (&last).read(&mut [0]);
        });
        let end = finish_within(&socket, &poller, Duration::from_secs(60));
        assert!(end.is_ok(), "the peer accepted late, but within the limit, and you gave back {end:?}");
        drop(socket);
        peer.join().unwrap();
        drop(crowd);
    });
}
