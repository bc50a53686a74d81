//! The invariants I1 to I7, with sockets. (I3 is in `tasks_without_sockets.rs`, and some of I5 in
//! `foreign_wakers_without_sockets.rs`.)
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::future::poll_fn;
use std::io::{Read, Write};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use ch04_nonblocking_socket::Interest;
use ch07_executor::fetch::fetch;
use ch07_executor::{
    Park, Reactor, ReactorPark, TcpListener, TcpStream, Timer, WaitsFor, sleep_on, yield_now,
};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::probe::CountingWaker;
use lab::server::Server;
use support::foreign_waker::foreign_waker;
use support::sockets::{arrived, pair};
use support::{count, ends, with_reactor};

#[test]
fn i1_a_whole_batch_is_called_before_any_of_it_runs_again() {
    ends("two readers", || {
        let (reactor, mut executor) = with_reactor();
        let spawner = executor.spawner();
        let order = Rc::new(RefCell::new(String::new()));
        let readers = ["a", "b"].map(|name| {
            let (near, far) = pair();
            let probe = near.try_clone().unwrap();
            let stream = TcpStream::from_std_on(&reactor, near).unwrap();
            let order = Rc::clone(&order);
            let task = spawner.spawn(async move {
                stream.read(&mut [0]).await.unwrap();
                order.borrow_mut().push_str(name);
                yield_now().await;
                order.borrow_mut().push_str(name);
            });
            (task, far, probe)
        });
        executor.block_on(async {
            yield_now().await; // both have asked too early, and wait
            for (_, far, probe) in &readers {
                let mut far = far;
                far.write_all(b"x").unwrap();
                arrived(probe);
            }
            for (task, ..) in readers {
                task.await.unwrap();
            }
        });
        let order = order.borrow();
        // In which order the poller tells is its own affair.
        assert!(["abab", "baba"].contains(&order.as_str()), "one ran twice before the other: {order}");
    });
}

#[test]
fn i2_a_key_is_never_used_twice() {
    ends("a hundred sockets one after another", || {
        let (reactor, mut executor) = with_reactor();
        let spawner = executor.spawner();
        executor.block_on(async {
            let (mut keys, mut ids) = (HashSet::new(), HashSet::new());
            for _ in 0..100 {
                let (near, far) = pair();
                let stream = TcpStream::from_std_on(&reactor, near).unwrap();
                let task = spawner.spawn(async move { stream.read(&mut [0]).await.unwrap() });
                yield_now().await;
                let tasks = spawner.tasks().await;
                let [info] = &tasks[..] else { panic!("{tasks:?}") };
                let Some(WaitsFor::Socket(key, Interest::Readable)) = info.waits_for else {
                    panic!("{info:?}")
                };
                assert!(keys.insert(key), "the key {key} was used before");
                assert!(ids.insert(info.id), "the id {} was used before", info.id);
                drop(far);
                assert_eq!(task.await, Ok(0));
            }
        });
    });
}

#[test]
fn i4_what_is_there_is_read_without_waiting_for_it() {
    ends("i4 what is there is read without waiting for it", || {
        let (near, mut far) = pair();
        let probe = near.try_clone().unwrap();
        let (reactor, _executor) = with_reactor();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        far.write_all(b"abc").unwrap();
        arrived(&probe);
        let (waker, mut buffer) = (CountingWaker::new(), [0; 8]);
        let Poll::Ready(Ok(3)) = waker.poll(pin!(stream.read(&mut buffer))) else { panic!("it waits") };
        // A client that has come is taken without waiting too, and a write goes out.
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let _client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let listener = TcpListener::from_std_on(&reactor, listener).unwrap();
        assert!(waker.poll(pin!(stream.write(b"x"))).is_ready());
        assert!(waker.poll(pin!(listener.accept())).is_ready());
        assert_eq!((reactor.waiting(), waker.clones_alive()), (0, 0), "nobody has registered for anything");
    });
}

#[test]
fn i4_a_socket_is_waited_for_only_after_it_would_block() {
    ends("i4 a socket is waited for only after it would block", || {
        let (near, _far) = pair();
        let (reactor, _executor) = with_reactor();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        assert_eq!((reactor.sockets(), reactor.waiting()), (1, 0));
        let waker = CountingWaker::new();
        assert!(waker.poll(pin!(stream.read(&mut [0]))).is_pending());
        assert_eq!((reactor.waiting(), waker.clones_alive(), waker.wakes()), (1, 1, 0));
    });
}

thread_local! {
    /// What the wakers below use when something happens to them.
    static HERE: RefCell<Option<Reactor>> = const { RefCell::new(None) };
    /// How often they did.
    static RE_ENTERED: Cell<u64> = const { Cell::new(0) };
}

/// A waker that uses everything the reactor has, when it is woken, cloned or dropped.
fn re_entering_waker() -> std::task::Waker {
    foreign_waker(|_| {
        let Some(reactor) = HERE.with_borrow(Clone::clone) else { return };
        RE_ENTERED.set(RE_ENTERED.get() + 1);
        let _ = format!("{reactor:?}");
        let key =
            reactor.set_timer(reactor.now() + Duration::from_secs(60), CountingWaker::new().waker().clone());
        assert!(reactor.change_timer(key, CountingWaker::new().waker()));
        reactor.cancel_timer(key);
        let stream = TcpStream::from_std_on(&reactor, pair().0).unwrap();
        assert!(CountingWaker::new().poll(pin!(stream.write(b"x"))).is_ready());
        let _ = CountingWaker::new().poll(pin!(stream.read(&mut [0])));
    })
}

/// Runs `f` while the wakers use this reactor, and tells how often they did.
fn re_entered(reactor: &Reactor, f: impl FnOnce()) -> u64 {
    HERE.set(Some(reactor.clone()));
    RE_ENTERED.set(0);
    f();
    HERE.set(None);
    RE_ENTERED.get()
}

#[test]
fn i5_a_waker_may_use_the_reactor_when_it_is_woken_cloned_and_dropped() {
    ends("i5 a waker may use the reactor when it is woken cloned and dropped", || {
        let reactor = Reactor::new().unwrap();
        let mut park = ReactorPark::new(&reactor);
        let (near, mut far) = pair();
        let probe = near.try_clone().unwrap();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        let (mut byte, mut woken) = ([0], Vec::new());
        let mut read =
            |waker: &std::task::Waker| stream.poll_read(&mut Context::from_waker(waker), &mut byte);

        let [old, new] = [re_entering_waker(), re_entering_waker()];
        let clone = re_entered(&reactor, || assert!(read(&old).is_pending()));
        assert_eq!(clone, 1, "cloned into the table");
        let displaced = re_entered(&reactor, || assert!(read(&new).is_pending()));
        assert_eq!(displaced, 2, "one cloned into the table, the one that stood there woken");
        let again = re_entered(&reactor, || assert!(read(&new).is_pending()));
        assert_eq!(again, 2, "its clone takes its own place, and the one that stood there is dropped");

        far.write_all(b"x").unwrap();
        arrived(&probe);
        let collected = re_entered(&reactor, || park.park(Some(Duration::ZERO), &mut woken));
        assert_eq!((collected, woken.len()), (0, 1), "whoever is called is only collected (I1)");
        assert_eq!(re_entered(&reactor, || woken.drain(..).for_each(std::task::Waker::wake)), 1);
        assert!(read(&new).is_ready());

        assert!(read(&new).is_pending());
        assert_eq!(re_entered(&reactor, || drop(stream)), 1, "the waker is dropped with its socket");
        assert_eq!((reactor.sockets(), reactor.waiting(), reactor.timers()), (0, 0, 0));
    });
}

#[test]
fn i6_a_socket_that_is_dropped_leaves_nothing_with_the_reactor() {
    ends("i6 a socket that is dropped leaves nothing with the reactor", || {
        let (near, mut far) = pair();
        let (reactor, _executor) = with_reactor();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        let waker = CountingWaker::new();
        assert!(waker.poll(pin!(stream.read(&mut [0]))).is_pending());
        drop(stream);
        assert_eq!((reactor.sockets(), reactor.waiting(), waker.clones_alive()), (0, 0, 0));
        far.set_nonblocking(false).unwrap();
        assert_eq!(far.read(&mut [0]).unwrap(), 0, "the end of the stream: nobody holds the other end");
    });
}

#[test]
fn i7_a_task_that_wakes_itself_for_ever_does_not_starve_one_that_waits_for_a_socket() {
    let server = Server::start().unwrap();
    let target = server.target("/delay/20");
    ends("a fetch beside a task that gives way for ever", move || {
        let (reactor, mut executor) = with_reactor();
        drop(executor.spawner().spawn(async {
            loop {
                yield_now().await;
            }
        }));
        let fetched = executor.block_on(fetch(&reactor, &target, DEFAULT_TIMEOUT));
        assert_eq!(fetched.unwrap().response.status, 200);
    });
}

#[test]
fn i7_many_short_calls_of_block_on_see_the_sockets_too() {
    ends("a reader, while block_on is called again and again", || {
        let (reactor, mut executor) = with_reactor();
        let (near, mut far) = pair();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        let task = executor.spawner().spawn(async move { stream.read(&mut [0]).await.unwrap() });
        executor.block_on(yield_now());
        far.write_all(b"x").unwrap();
        // Each is done before the queue is empty.
        while !task.is_finished() {
            executor.block_on(yield_now());
        }
    });
}

#[test]
fn i7_a_ready_socket_is_served_within_a_hundred_polls_of_those_that_give_way() {
    for hogs in [1, 2, 30] {
        ends("a reader beside hogs", move || {
            let (reactor, mut executor) = with_reactor();
            let spawner = executor.spawner();
            let polls = count();
            for _ in 0..hogs {
                let polls = Rc::clone(&polls);
                drop(spawner.spawn(async move {
                    loop {
                        polls.update(|n| n + 1);
                        yield_now().await;
                    }
                }));
            }
            executor.block_on(async {
                for _ in 0..20 {
                    let (near, mut far) = pair();
                    let probe = near.try_clone().unwrap();
                    let stream = TcpStream::from_std_on(&reactor, near).unwrap();
                    let seen = Rc::clone(&polls);
                    let task = spawner.spawn(async move {
                        stream.read(&mut [0]).await.unwrap();
                        seen.get()
                    });
                    yield_now().await; // it has asked too early, and waits
                    assert_eq!(reactor.waiting(), 1);
                    far.write_all(b"x").unwrap();
                    arrived(&probe);
                    let ready = polls.get();
                    let served = task.await.unwrap();
                    assert!(served - ready <= 100, "{} polls of {hogs} hogs in between", served - ready);
                }
            });
        });
    }
}

#[test]
fn a_peer_that_always_has_more_to_send_does_not_keep_the_thread() {
    ends("a sleep beside an endless stream", || {
        let (reactor, mut executor) = with_reactor();
        let (near, far) = pair();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        let sender = std::thread::spawn(move || {
            let mut far = far;
            while far.write_all(&[0; 64 * 1024]).is_ok() {}
        });
        // One byte at a time: there is always more.
        let task = executor.spawner().spawn(async move { while stream.read(&mut [0]).await.unwrap() > 0 {} });
        executor.block_on(async {
            sleep_on(&reactor, Duration::from_millis(5)).await;
            task.cancel();
            assert!(task.await.is_err());
        });
        sender.join().unwrap();
    });
}

#[test]
fn one_task_may_read_while_another_writes() {
    ends("both directions of a stream", || {
        let (reactor, mut executor) = with_reactor();
        let (near, far) = pair();
        let stream = Rc::new(TcpStream::from_std_on(&reactor, near).unwrap());
        let spawner = executor.spawner();
        let bytes = 8 * 1024 * 1024;
        let echo = std::thread::spawn(move || {
            // Nothing comes back until everything is there: the reader waits as long as the writer writes.
            let mut received = vec![0; bytes];
            (&far).read_exact(&mut received).unwrap();
            (&far).write_all(&received).unwrap();
            received.iter().map(|byte| u64::from(*byte)).sum::<u64>()
        });
        let reader = spawner.spawn({
            let stream = Rc::clone(&stream);
            async move {
                let (mut buffer, mut n) = (vec![0; 64 * 1024], 0);
                while n < bytes {
                    n += stream.read(&mut buffer).await.unwrap();
                }
                n
            }
        });
        let writer = spawner.spawn(async move { stream.write_all(&vec![3; bytes]).await.unwrap() });
        executor.block_on(async {
            writer.await.unwrap();
            assert_eq!(reader.await, Ok(bytes));
        });
        assert_eq!(echo.join().unwrap(), 3 * bytes as u64);
        assert_eq!((reactor.sockets(), reactor.waiting()), (0, 0));
    });
}

#[test]
fn a_driver_is_one_whichever_handle_is_used() {
    ends("a driver is one whichever handle is used", || {
        let (near, _far) = pair();
        let reactor = Reactor::new().unwrap();
        let stream = TcpStream::from_std_on(&reactor.clone(), near).unwrap();
        assert_eq!(reactor.sockets(), 1);
        let ready = poll_fn(|cx| stream.poll_read(cx, &mut [0]));
        assert!(CountingWaker::new().poll(pin!(ready)).is_pending());
        assert_eq!(reactor.clone().waiting(), 1);
    });
}
