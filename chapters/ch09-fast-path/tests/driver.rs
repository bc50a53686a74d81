//! The driver by itself, without an executor, over each backend: whom a wait calls, and how often it comes back for nothing.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../../ch07-executor/tests/support/foreign_waker.rs"]
mod foreign_waker;
#[path = "../../ch07-executor/tests/support/sockets.rs"]
mod sockets;

use std::cell::{Cell, RefCell};
use std::io::{self, ErrorKind, Read, Write};
use std::net;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use ch04_nonblocking_socket::Interest;
use ch07_executor::{Driver, Park, Timer};
use ch09_fast_path::driver::{Persistent, PersistentPark};
use ch09_fast_path::parts::Parts;
use ch09_fast_path::steps::{OneCall, Registered, ToldOnce};
use foreign_waker::foreign_waker;
use lab::probe::{CountingWaker, within};
use sockets::{arrived, pair};

/// A driver, and the place where its thread waits.
fn driver<P: Parts>() -> (Persistent<P>, PersistentPark<P>) {
    let driver = Persistent::<P>::new().unwrap();
    let park = PersistentPark::new(&driver);
    (driver, park)
}

/// One wait, until something happens; wakes whoever is called, and says how many.
fn wait(park: &mut impl Park) -> usize {
    turn(park, None)
}

/// One look.
fn look(park: &mut impl Park) -> usize {
    turn(park, Some(Duration::ZERO))
}

fn turn(park: &mut impl Park, patience: Option<Duration>) -> usize {
    let mut woken = Vec::new();
    park.park(patience, &mut woken);
    let called = woken.len();
    woken.into_iter().for_each(Waker::wake);
    called
}

/// How many waits come back before a timer that is set now has fired. A thread that sleeps comes back once for it, and a
/// few times more for what it had to learn; one that spins, thousands of times.
fn waits_until_a_timer<P: Parts>(driver: &Persistent<P>, park: &mut PersistentPark<P>) -> usize {
    let timer = CountingWaker::new();
    driver.set_timer(driver.now() + Duration::from_millis(30), timer.waker().clone());
    let mut waits = 0;
    while timer.wakes() == 0 {
        waits += 1;
        wait(park);
    }
    waits
}

/// As many as a thread that does not spin can need.
const FEW: usize = 5;

/// A socket of a driver, tried and waited for as `TcpStream` does; but without a budget, which an executor would fill up.
struct Socket<P: Parts>(Persistent<P>, <Persistent<P> as Driver>::Source<net::TcpStream>);

impl<P: Parts> Socket<P> {
    fn poll_io(
        &self,
        interest: Interest,
        waker: &Waker,
        mut call: impl FnMut(&net::TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_ready(&self.1, interest, &mut Context::from_waker(waker)))?;
            match call(&self.1) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.0.clear_ready(&self.1, interest),
                result => return Poll::Ready(result),
            }
        }
    }

    fn poll_read(&self, waker: &Waker) -> Poll<io::Result<usize>> {
        let mut buffer = [0; 16];
        let n = ready!(self.poll_io(Interest::Readable, waker, |mut socket| socket.read(&mut buffer)))?;
        if n > 0 && n < buffer.len() && Persistent::<P>::SHORT_READ_IS_ALL {
            self.0.clear_ready(&self.1, Interest::Readable);
        }
        Poll::Ready(Ok(n))
    }

    fn poll_write(&self, waker: &Waker, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_io(Interest::Writable, waker, |mut socket| socket.write(bytes))
    }

    /// It must wait.
    fn waits_to_read(&self, waker: &CountingWaker) {
        assert!(self.poll_read(waker.waker()).is_pending(), "there was something to read");
    }

    /// How many bytes there are.
    fn reads(&self, waker: &CountingWaker) -> usize {
        match self.poll_read(waker.waker()) {
            Poll::Ready(read) => read.unwrap(),
            Poll::Pending => panic!("there was nothing to read"),
        }
    }
}

/// A socket, its connection once more, and the other end.
fn socket_on<P: Parts>(driver: &Persistent<P>) -> (Socket<P>, net::TcpStream, net::TcpStream) {
    let (near, far) = pair();
    let probe = near.try_clone().unwrap();
    (Socket(driver.clone(), driver.register(near).unwrap()), probe, far)
}

/// Sends, and waits until it is there.
fn send(mut far: &net::TcpStream, probe: &net::TcpStream, bytes: &[u8]) {
    far.write_all(bytes).unwrap();
    arrived(probe);
}

fn i1_a_wait_calls_all_who_are_ready<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let sockets: Vec<_> = (0..10).map(|_| (socket_on(&driver), CountingWaker::new())).collect();
    for ((stream, probe, far), waker) in &sockets {
        stream.waits_to_read(waker);
        send(far, probe, b"x");
    }
    assert_eq!(wait(&mut park), 10);
    assert!(sockets.iter().all(|(_, waker)| waker.wakes() == 1));
}

fn i2_a_place_that_was_given_away_is_not_called_by_the_events_of_its_former_socket<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, probe, far) = socket_on(&driver);
    stream.waits_to_read(&waker);
    // `probe` keeps the connection itself open: what comes on it now is for nobody.
    drop(stream);
    let (next, _probe, _far) = socket_on(&driver);
    next.waits_to_read(&waker);
    send(&far, &probe, b"x");
    assert_eq!(look(&mut park), 0);
    assert_eq!((waker.wakes(), driver.sockets(), driver.waiting()), (0, 1, 1));
    assert!(waits_until_a_timer(&driver, &mut park) <= FEW, "its events still come");
}

fn i4_nothing_is_asked_of_the_driver_before_a_socket_would_block<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, probe, far) = socket_on(&driver);
    send(&far, &probe, b"abc");
    assert_eq!(stream.reads(&waker), 3);
    assert_eq!((driver.waiting(), waker.clones_alive()), (0, 0));
    stream.waits_to_read(&waker);
    assert_eq!((driver.waiting(), waker.clones_alive(), look(&mut park)), (1, 1, 0));
}

fn i6_a_socket_that_is_dropped_leaves_nothing_behind<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    for _ in 0..3 {
        let sockets: Vec<_> = (0..100).map(|_| socket_on(&driver)).collect();
        sockets.iter().for_each(|(socket, ..)| socket.waits_to_read(&waker));
        assert_eq!((driver.sockets(), driver.waiting(), waker.clones_alive()), (100, 100, 100));
        drop(sockets);
        assert_eq!((driver.sockets(), driver.waiting(), waker.clones_alive()), (0, 0, 0));
    }
    assert_eq!((look(&mut park), waker.wakes()), (0, 0));
}

fn bytes_for_which_nobody_waits_do_not_keep_the_thread_awake<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, probe, far) = socket_on(&driver);
    stream.waits_to_read(&waker);
    send(&far, &probe, b"x");
    assert_eq!(wait(&mut park), 1);
    // It is called, and does not read: it waits for something else now.
    assert!(waits_until_a_timer(&driver, &mut park) <= FEW, "it spins");
    // And when it comes back, nothing is lost: neither the byte nor those that come later.
    assert_eq!(stream.reads(&waker), 1);
    stream.waits_to_read(&waker);
    send(&far, &probe, b"xy");
    assert_eq!(wait(&mut park), 1);
    assert_eq!(stream.reads(&waker), 2);
}

fn a_socket_that_was_told_of_while_nobody_waited_is_tried_by_the_next<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, probe, far) = socket_on(&driver);
    stream.waits_to_read(&waker);
    send(&far, &probe, b"x");
    assert_eq!(wait(&mut park), 1);
    assert_eq!(stream.reads(&waker), 1);
    // It is busy with something else when more comes, and the system tells of it.
    send(&far, &probe, b"y");
    assert_eq!(look(&mut park), 0);
    // Then it reads, and less than there is room for; once more the system has told already, or tells at the next wait.
    let read = loop {
        match stream.poll_read(waker.waker()) {
            Poll::Ready(read) => break read.unwrap(),
            Poll::Pending => drop(wait(&mut park)),
        }
    };
    assert_eq!(read, 1);
}

fn those_who_are_ready_in_vain_do_not_hide_the_others_from_a_look<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    // More than a look may bring: those for which nobody waits must not hide the one for which somebody does.
    let unread: Vec<_> = (0..100).map(|_| socket_on(&driver)).collect();
    for (stream, probe, far) in &unread {
        stream.waits_to_read(&waker);
        send(far, probe, b"x");
    }
    let called: usize = (0..100).map(|_| look(&mut park)).sum();
    assert_eq!(called, 100);
    let (stream, probe, far) = socket_on(&driver);
    stream.waits_to_read(&waker);
    send(&far, &probe, b"x");
    assert_eq!(look(&mut park), 1, "the events of the others are in the way");
}

fn a_connection_that_breaks_unseen_does_not_keep_the_thread_awake<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, _probe, far) = socket_on(&driver);
    stream.waits_to_read(&waker);
    send(&far, &_probe, b"x");
    assert_eq!(wait(&mut park), 1);
    // Now nobody waits, and it is reset: of that a system tells unasked.
    socket2::SockRef::from(&far).set_linger(Some(Duration::ZERO)).unwrap();
    drop(far);
    assert!(waits_until_a_timer(&driver, &mut park) <= FEW, "it spins");
    // Whoever asks is told.
    let end = loop {
        match stream.poll_read(waker.waker()) {
            Poll::Ready(Ok(1..)) => {}
            Poll::Pending => drop(wait(&mut park)),
            Poll::Ready(end) => break end,
        }
    };
    assert!(matches!(&end, Err(error) if error.kind() == ErrorKind::ConnectionReset), "{end:?}");
}

fn the_end_that_comes_with_the_last_bytes_is_seen<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, probe, far) = socket_on(&driver);
    stream.waits_to_read(&waker);
    send(&far, &probe, b"last");
    far.shutdown(net::Shutdown::Write).unwrap();
    assert_eq!(wait(&mut park), 1);
    assert_eq!(stream.reads(&waker), 4);
    // A short read: the driver is asked to wait. It must be told of the end, or have been.
    let end = loop {
        match stream.poll_read(waker.waker()) {
            Poll::Ready(end) => break end.unwrap(),
            Poll::Pending => assert_eq!(wait(&mut park), 1),
        }
    };
    assert_eq!(end, 0);
}

fn write_interest_that_is_left_on_does_not_keep_the_thread_awake<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let (stream, _probe, mut far) = socket_on(&driver);
    let mut sent = 0;
    while let Poll::Ready(n) = stream.poll_write(waker.waker(), &[0; 65536]) {
        sent += n.unwrap();
    }
    assert_eq!(driver.waiting(), 1);
    far.set_nonblocking(true).unwrap();
    // The reader takes it all; then there is room, for as long as nobody writes.
    let mut taken = 0;
    while taken < sent {
        taken += far.read(&mut vec![0; 1 << 20]).unwrap_or(0);
    }
    assert_eq!((wait(&mut park), waker.wakes()), (1, 1));
    assert!(matches!(stream.poll_write(waker.waker(), b"x"), Poll::Ready(Ok(1))));
    assert!(waits_until_a_timer(&driver, &mut park) <= FEW, "it spins");
}

fn each_direction_calls_its_own_waiter<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let (reader, writer) = (CountingWaker::new(), CountingWaker::new());
    let (stream, probe, far) = socket_on(&driver);
    stream.waits_to_read(&reader);
    while stream.poll_write(writer.waker(), &[0; 65536]).is_ready() {}
    assert_eq!((driver.waiting(), reader.clones_alive(), writer.clones_alive()), (1, 1, 1));
    send(&far, &probe, b"x");
    assert_eq!(wait(&mut park), 1);
    assert_eq!((reader.wakes(), writer.wakes()), (1, 0), "a byte to read is no room to write");
}

fn of_two_who_wait_for_one_socket_the_displaced_one_is_called<P: Parts>() {
    let (driver, _park) = driver::<P>();
    let (first, second) = (CountingWaker::new(), CountingWaker::new());
    let (stream, _probe, _far) = socket_on(&driver);
    stream.waits_to_read(&first);
    stream.waits_to_read(&second);
    assert_eq!((first.wakes(), second.wakes()), (1, 0));
    // Who asks again displaces nobody, and is not counted again.
    let clones = second.clones_alive();
    stream.waits_to_read(&second);
    assert_eq!((second.wakes(), second.clones_alive()), (0, clones));
}

fn a_wake_from_another_thread_ends_one_wait<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = park.waker();
    let other = std::thread::spawn(move || waker.wake());
    assert_eq!(wait(&mut park), 0); // a hang is the failure: see `ends`
    other.join().unwrap();
    // It has ended that wait and no other.
    assert_eq!(waits_until_a_timer(&driver, &mut park), 1);
    // One that comes before the wait ends it too, and a hundred end one.
    let waker = park.waker();
    (0..100).for_each(|_| waker.wake_by_ref());
    assert_eq!(wait(&mut park), 0);
    assert_eq!(waits_until_a_timer(&driver, &mut park), 1);
    // One that is kept for longer than the driver finds nobody.
    drop((driver, park));
    waker.wake();
}

fn timers_fire_in_their_order_and_an_earlier_one_comes_first<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let [late, early, never] = [(); 3].map(|()| CountingWaker::new());
    let start = driver.now();
    let at = |ms| start + Duration::from_millis(ms);
    let kept = driver.set_timer(at(3_600_000), never.waker().clone());
    park.waker().wake();
    assert_eq!(wait(&mut park), 0); // a wait that would have lasted an hour: the next must be shorter
    driver.set_timer(at(30), late.waker().clone());
    let woken = look(&mut park);
    assert!(woken == 0 || driver.now() >= at(30), "too early");
    driver.set_timer(at(10), early.waker().clone());
    while early.wakes() == 0 {
        wait(&mut park);
    }
    assert!(
        driver.now() >= at(10) && late.wakes() == 0 || driver.now() >= at(30),
        "too early, or not in order"
    );
    driver.cancel_timer(kept);
    while late.wakes() == 0 {
        wait(&mut park);
    }
    assert!(driver.now() >= at(30), "too early");
    assert_eq!((driver.timers(), never.wakes(), never.clones_alive()), (0, 0, 0));
}

thread_local! {
    /// What the wakers below do when something happens to them.
    static THEN: RefCell<Option<Box<dyn Fn()>>> = const { RefCell::new(None) };
    /// How often they did.
    static RE_ENTERED: Cell<u64> = const { Cell::new(0) };
}

/// A waker that uses all that the driver has, when it is woken, cloned or dropped (invariant I5).
fn re_entering_waker() -> Waker {
    foreign_waker(|_| {
        let Some(then) = THEN.with_borrow_mut(Option::take) else { return };
        RE_ENTERED.set(RE_ENTERED.get() + 1);
        then();
        THEN.set(Some(then));
    })
}

fn i5_no_waker_is_woken_cloned_or_dropped_under_a_borrow<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let again = driver.clone();
    THEN.set(Some(Box::new(move || {
        let _ = format!("{again:?}");
        let key = again.set_timer(again.now() + Duration::from_secs(60), Waker::noop().clone());
        again.change_timer(key, CountingWaker::new().waker());
        again.cancel_timer(key);
        let (near, _far) = pair();
        let socket = again.register(near).unwrap();
        again.clear_ready(&socket, Interest::Readable);
        let waiting = again.poll_ready(&socket, Interest::Readable, &mut Context::from_waker(Waker::noop()));
        assert!(waiting.is_pending());
    })));
    let (stream, probe, far) = socket_on(&driver);
    let read = |waker: &Waker| drop(stream.poll_read(waker));
    let [first, second] = [(); 2].map(|()| re_entering_waker());
    let happened = |what: &str| assert!(RE_ENTERED.replace(0) > 0, "{what} has not run foreign code");
    read(&first);
    happened("the first wait");
    read(&second);
    happened("displacing a waiter");
    send(&far, &probe, b"x");
    assert_eq!(wait(&mut park), 1);
    happened("a wait");
    read(&first);
    read(&first); // the second time it waits
    RE_ENTERED.set(0);
    let key = driver.set_timer(driver.now() + Duration::from_secs(60), first.clone());
    assert!(driver.change_timer(key, &second));
    happened("changing a timer");
    driver.cancel_timer(key);
    happened("unsetting a timer");
    drop(stream);
    happened("dropping the stream");
    THEN.set(None);
    drop((first, second));
    assert_eq!((driver.sockets(), driver.waiting(), driver.timers()), (0, 0, 0));
}

fn a_listener_is_told_of_clients_one_after_another<P: Parts>() {
    let (driver, mut park) = driver::<P>();
    let waker = CountingWaker::new();
    let listener = net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    let listener = driver.register(listener).unwrap();
    for n in 1..=5 {
        driver.clear_ready(&listener, Interest::Readable);
        let ready = driver.poll_ready(&listener, Interest::Readable, &mut Context::from_waker(waker.waker()));
        assert!(ready.is_pending());
        let _client = net::TcpStream::connect(addr).unwrap();
        while waker.wakes() < n {
            wait(&mut park);
        }
        listener.accept().unwrap();
    }
}

/// Each test once for each backend.
macro_rules! over {
    ($backend:ident, $parts:ty: $($test:ident)*) => {
        mod $backend {
            $(#[test]
            fn $test() {
                super::ends(stringify!($test), super::$test::<$parts>);
            })*
        }
    };
    ($($test:ident)*) => {
        over!(polling, crate::Registered: $($test)*);
        over!(level, crate::OneCall: $($test)*);
        over!(edge, crate::ToldOnce: $($test)*);
    };
}

over! {
    i1_a_wait_calls_all_who_are_ready
    i2_a_place_that_was_given_away_is_not_called_by_the_events_of_its_former_socket
    i4_nothing_is_asked_of_the_driver_before_a_socket_would_block
    i5_no_waker_is_woken_cloned_or_dropped_under_a_borrow
    i6_a_socket_that_is_dropped_leaves_nothing_behind
    bytes_for_which_nobody_waits_do_not_keep_the_thread_awake
    a_socket_that_was_told_of_while_nobody_waited_is_tried_by_the_next
    those_who_are_ready_in_vain_do_not_hide_the_others_from_a_look
    a_connection_that_breaks_unseen_does_not_keep_the_thread_awake
    the_end_that_comes_with_the_last_bytes_is_seen
    write_interest_that_is_left_on_does_not_keep_the_thread_awake
    each_direction_calls_its_own_waiter
    of_two_who_wait_for_one_socket_the_displaced_one_is_called
    a_wake_from_another_thread_ends_one_wait
    timers_fire_in_their_order_and_an_earlier_one_comes_first
    a_listener_is_told_of_clients_one_after_another
}

/// Runs a test; one that hangs is called by its name.
fn ends(what: &str, test: fn()) {
    within(Duration::from_secs(60), what, || "a wait did not end".to_owned(), test);
}
