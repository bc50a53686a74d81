//! Everything comes back, nothing piles up, and a connection on which nothing happens costs nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use ch04_nonblocking_socket::{Event, Events, Poller, Source};
use exercises::ch04_nonblocking_socket::write_interest::Echo;

use super::script::{Script, end, interrupted, nothing_yet, piece, reset};
use super::sockets::{narrow_pair, pair};

/// Every event of the check's connection has this key.
const KEY: usize = 9;
/// When the poller says nothing for so long, it has nothing to say.
const SILENCE: Duration = Duration::from_millis(100);
/// More than fits into a narrow connection, there and back.
const MUCH: usize = 2 << 20;

/// What `advance` gave back, in words.
fn words(step: &std::io::Result<Option<Event>>) -> String {
    match step {
        Ok(Some(event)) => match (event.readable, event.writable) {
            (true, true) => "both directions".into(),
            (true, false) => "`readable`".into(),
            (false, true) => "`writable`".into(),
            (false, false) => "nothing".into(),
        },
        Ok(None) => "\"over\" (`None`)".into(),
        Err(error) => format!("the error {:?}", error.kind()),
    }
}

/// Goes on until it is over or has failed, however few calls it makes in a turn.
fn to_the_end(echo: &mut Echo, peer: &mut Script) -> std::io::Result<Option<Event>> {
    let mut step = Ok(None);
    for _ in 0..10 {
        step = echo.advance(&mut *peer, KEY);
        if !matches!(step, Ok(Some(_))) {
            break;
        }
    }
    step
}

/// An echo on a real socket, run by a poll loop: wait, advance, arm.
struct Run {
    poller: Arc<Poller>,
    socket: Source<TcpStream>,
    echo: Echo,
    /// How many events there were.
    told: usize,
}

impl Run {
    fn of(socket: TcpStream) -> Run {
        let poller = Arc::new(Poller::new().unwrap());
        let socket = Source::new(&poller, socket, KEY).unwrap();
        Run { poller, socket, echo: Echo::default(), told: 0 }
    }

    /// Lets the echo go on. Whether it is over.
    fn advance(&mut self) -> bool {
        let step = self.echo.advance(&*self.socket, KEY);
        let step = step.unwrap_or_else(|error| {
            panic!("nothing is wrong with the connection, and you gave back the error {error}")
        });
        if let Some(event) = step {
            assert!(event.key == KEY, "the event is to have the key {KEY}; yours has {}", event.key);
            assert!(
                event.readable || event.writable,
                "you ask to be told of nothing: nobody will call you again"
            );
            self.socket.arm(event).unwrap();
        }
        step.is_none()
    }

    /// Waits once. Whether there was an event.
    fn wait(&mut self, patience: Option<Duration>) -> bool {
        let mut events = Events::new();
        self.poller.wait(&mut events, patience).unwrap();
        self.told += events.len();
        !events.is_empty()
    }

    /// Goes on until the poller is silent, or has told far too often.
    fn until_silence(&mut self, what: &str) {
        let before = self.told;
        assert!(!self.advance(), "{what}, and you say that all is over");
        while self.wait(Some(SILENCE)) {
            assert!(!self.advance(), "{what}, and you say that all is over");
            assert!(
                self.told - before < 20_000,
                "{what}, and you were told {} times: you ask for a readiness that you do not use, so you are told of it again \
                 and again",
                self.told - before
            );
        }
    }
}

#[test]
fn an_idle_connection_is_silent() {
    check!(|| {
        let (near, mut far) = pair();
        let mut run = Run::of(near);
        assert!(!run.advance(), "the peer is there and says nothing, and you say that all is over");
        assert!(
            !run.wait(Some(SILENCE)),
            "the peer says nothing, nothing waits to be written, and you were told all the same: a socket nearly always has room. \
             Ask for `writable` only while there is something to write"
        );
        far.write_all(b"hello").unwrap();
        run.until_silence("the peer said \"hello\" and nothing more");
        let mut hello = [0; 5];
        far.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let got = far.read_exact(&mut hello);
        assert!(got.is_ok() && hello == *b"hello", "\"hello\" was sent, and {hello:?} came back ({got:?})");
        assert!(
            run.told < 20,
            "one \"hello\" came back, and you were told {} times: `writable` was asked for, and then never taken back",
            run.told
        );
    });
}

#[test]
fn what_a_write_does_not_take_is_still_to_be_written() {
    check!(|| {
        let mut peer = Script::of([piece("abcdefgh")]);
        peer.writes.extend([Ok(3), nothing_yet(), Ok(2), interrupted(), Ok(9)]);
        let mut echo = Echo::default();
        let step = echo.advance(&mut peer, KEY);
        assert!(
            step.is_ok(),
            "a write took 3 bytes of 8, the next said `WouldBlock`, and you gave back {}: that is no failure",
            words(&step)
        );
        assert!(
            matches!(step, Ok(Some(Event { writable: true, .. }))),
            "a write took 3 bytes of 8, the next said `WouldBlock`, and you ask for {}: nobody will tell you when there is room",
            words(&step)
        );
        // However few calls it makes in a turn.
        let mut step = Ok(None);
        for _ in 0..10 {
            step = echo.advance(&mut peer, KEY);
        }
        let written = String::from_utf8_lossy(&peer.written);
        assert!(
            written == "abcdefgh",
            "\"abcdefgh\" came, the writes took 3, 2 and the rest, and {written:?} was written: look at what `write` gives back"
        );
        assert!(
            matches!(step, Ok(Some(Event { readable: true, writable: false, .. }))),
            "all is written, the peer may say more, and you ask for {}: `writable` only while there is something to write",
            words(&step)
        );
    });
}

#[test]
fn a_signal_loses_nothing() {
    check!(|| {
        let mut peer = Script::of([interrupted(), piece("ab"), interrupted(), piece("cd"), end()]);
        peer.writes.extend([interrupted(), Ok(9), interrupted(), Ok(9)]);
        let step = to_the_end(&mut Echo::default(), &mut peer);
        assert!(
            matches!(step, Ok(None)) && peer.written == b"abcd",
            "a signal interrupted reads and writes; of \"abcd\" you wrote {:?} and gave back {}. `Interrupted` means \"ask again\"",
            String::from_utf8_lossy(&peer.written),
            words(&step)
        );
    });
}

#[test]
fn who_closes_first_gets_everything_back() {
    check!(|| {
        let mut peer = Script::of([piece("bye"), end()]);
        peer.writes.extend([Ok(1), nothing_yet(), Ok(9)]);
        let mut echo = Echo::default();
        let step = echo.advance(&mut peer, KEY);
        assert!(
            matches!(step, Ok(Some(_))),
            "the peer sent \"bye\" and closed its side, one byte is written back, the socket is full, and you gave back {}: it \
             may still be reading",
            words(&step)
        );
        let step = to_the_end(&mut echo, &mut peer);
        assert!(
            peer.written == b"bye",
            "the peer sent \"bye\" and closed its side, and {:?} was written back",
            String::from_utf8_lossy(&peer.written)
        );
        assert!(
            matches!(step, Ok(None)),
            "the peer has closed its side and has everything back, and you gave back {}: a connection that has ended is \
             readable for ever",
            words(&step)
        );
    });
}

#[test]
fn a_broken_connection_is_told() {
    check!(|| {
        let step = Echo::default().advance(Script::of([reset()]), KEY);
        assert!(
            step.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
            "reading failed: the connection broke; you gave back {}",
            words(&step)
        );
        let mut peer = Script::of([piece("ab")]);
        peer.writes.push_back(reset());
        let step = to_the_end(&mut Echo::default(), &mut peer);
        assert!(
            step.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
            "writing failed: the connection broke; you gave back {}",
            words(&step)
        );
    });
}

#[test]
fn a_peer_that_never_reads_fills_no_memory() {
    check!(|| {
        let mut peer = Script::default();
        let mut echo = Echo::default();
        // A mebibyte is there at any time, and the socket takes nothing.
        for turn in 1..=50 {
            peer.reads.clear();
            peer.reads.push_back(Ok(vec![b'x'; 1 << 20]));
            let step = echo.advance(&mut peer, KEY);
            assert!(
                matches!(step, Ok(Some(_))),
                "the peer sends, and does not read; you gave back {}. Its bytes are still waiting to be written back: \"not now\" is neither the \
                 end nor a failure",
                words(&step)
            );
            assert!(
                peer.read <= 1 << 19,
                "the peer sends and does not read, and after {turn} turns you hold {} KiB for it: while something waits to be \
                 written, leave the rest in the socket",
                peer.read >> 10
            );
        }
    });
}

#[test]
fn a_peer_that_reads_late_gets_everything() {
    check!(within 4, || {
        let (near, mut far) = narrow_pair();
        let sent: Vec<u8> = (0..MUCH).map(|n| (n % 251) as u8).collect();
        let (all, mut sending) = (sent.clone(), far.try_clone().unwrap());
        thread::spawn(move || {
            let _ = sending.write_all(&all);
            let _ = sending.shutdown(Shutdown::Write);
        });
        let mut run = Run::of(near);
        run.until_silence("the peer sends, and does not read: its bytes are still waiting to be written back");

        // Now it reads.
        let back = Arc::new(AtomicUsize::new(0));
        let (count, (done, echoed)) = (Arc::clone(&back), channel());
        thread::spawn(move || {
            let (mut all, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
            while all.len() < MUCH
                && let Ok(n @ 1..) = far.read(&mut buffer)
            {
                all.extend_from_slice(&buffer[..n]);
                count.fetch_add(n, SeqCst);
            }
            let _ = done.send(all);
        });
        crate::support::if_stuck(move || {
            format!(
                "The peer sent 2 MiB, did not read until its socket was full, and reads now. {} KiB came back, and you are not told \
                 that there is room: while something waits to be written, ask for `writable`",
                back.load(SeqCst) >> 10
            )
        });
        loop {
            run.wait(None);
            if run.advance() {
                break;
            }
        }
        let echoed = echoed.recv().unwrap();
        assert!(echoed.len() == MUCH, "{MUCH} bytes were sent, {} came back", echoed.len());
        assert!(echoed == sent, "as many bytes came back as were sent, but not the same, or not in the same order");
    });
}
