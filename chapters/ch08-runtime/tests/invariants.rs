//! The invariants I1 to I7, seen from a program on the runtime.
#![allow(clippy::unwrap_used, missing_docs)]

mod sync_support;

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::future::poll_fn;
use std::io::Write;
use std::net;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use ch07_executor::WaitsFor;
use ch08_runtime::{Handle, TcpStream, block_on, sleep, spawn, tasks, yield_now};
use lab::probe::{CountingWaker, within};
use sync_support::{PATIENCE, foreign_waker};

const HOUR: Duration = Duration::from_secs(3600);

fn run<T: Send + 'static>(what: &str, f: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    within(PATIENCE, what, || "somebody was not woken".to_owned(), move || block_on(async { f().await }))
}

/// A stream of this runtime, its socket once more, and the other end.
fn pair() -> (TcpStream, net::TcpStream, net::TcpStream) {
    let listener = net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let near = net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let probe = near.try_clone().unwrap();
    (TcpStream::from_std(near).unwrap(), probe, listener.accept().unwrap().0)
}

/// Sends a byte, and waits until it is there.
fn send(mut far: &net::TcpStream, probe: &net::TcpStream) {
    far.write_all(b"x").unwrap();
    while probe.peek(&mut [0]).is_err() {
        std::thread::yield_now();
    }
}

#[test]
fn i1_all_who_are_ready_at_once_have_a_turn_before_one_has_two() {
    let order = run("two readers", async || {
        let order = Rc::new(RefCell::new(String::new()));
        let readers = ["a", "b"].map(|name| {
            let (stream, probe, far) = pair();
            let order = Rc::clone(&order);
            let task = spawn(async move {
                stream.read(&mut [0]).await.unwrap();
                order.borrow_mut().push_str(name);
                yield_now().await;
                order.borrow_mut().push_str(name);
            });
            (task, probe, far)
        });
        yield_now().await; // both have asked too early, and wait
        readers.iter().for_each(|(_, probe, far)| send(far, probe));
        for (task, ..) in readers {
            task.await.unwrap();
        }
        order.take()
    });
    assert!(["abab", "baba"].contains(&order.as_str()), "{order}");
}

#[test]
fn i2_no_key_and_no_id_names_two() {
    run("names", async || {
        let (mut keys, mut ids) = (HashSet::new(), HashSet::new());
        for _ in 0..50 {
            let (stream, probe, far) = pair();
            let task = spawn(async move { stream.read(&mut [0]).await.unwrap() });
            yield_now().await;
            let [info] = &tasks().await[..] else { panic!("one task is there") };
            let Some(WaitsFor::Socket(key, _)) = info.waits_for else { panic!("{info:?}") };
            assert!(keys.insert(key) && ids.insert(info.id), "{info:?} was there before");
            send(&far, &probe);
            assert_eq!(task.await, Ok(1));
        }
    });
}

#[test]
fn i3_a_wake_during_the_poll_is_a_wake() {
    let polls = run("a task that wakes itself", async || {
        let mut polls = 0;
        let task = spawn(poll_fn(move |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls < 10 { Poll::Pending } else { Poll::Ready(polls) }
        }));
        task.await.unwrap()
    });
    assert_eq!(polls, 10);
}

#[test]
fn i4_what_is_there_is_taken_without_waiting_for_it() {
    run("a read", async || {
        let reactor = Handle::current().reactor().clone();
        let (stream, probe, far) = pair();
        send(&far, &probe);
        let waker = CountingWaker::new();
        assert!(waker.poll(pin!(stream.read(&mut [0]))).is_ready());
        assert!(waker.poll(pin!(stream.write(b"x"))).is_ready());
        assert_eq!(reactor.waiting(), 0, "nobody has registered for anything");
        assert!(waker.poll(pin!(stream.read(&mut [0]))).is_pending());
        assert_eq!(reactor.waiting(), 1);
    });
}

thread_local! {
    /// How often the wakers below have used the runtime.
    static USED: Cell<u32> = const { Cell::new(0) };
}

/// A waker that uses the runtime when it is woken and when its last clone is dropped.
fn meddling() -> std::task::Waker {
    foreign_waker(|_| {
        let reactor = Handle::current().reactor().clone();
        let waker = CountingWaker::new();
        assert!(waker.poll(pin!(sleep(HOUR))).is_pending());
        let (stream, _probe, _far) = pair();
        assert!(waker.poll(pin!(stream.read(&mut [0]))).is_pending());
        let _ = format!("{reactor:?}");
        USED.set(USED.get() + 1);
    })
}

/// Runs `f`, and tells how often they did.
fn used(f: impl FnOnce()) -> u32 {
    USED.set(0);
    f();
    USED.get()
}

#[test]
fn i5_a_waker_may_use_the_runtime_when_it_is_woken_and_when_it_is_dropped() {
    run("wakers that meddle", async || {
        let poll = |future: std::pin::Pin<&mut dyn Future<Output = ()>>| {
            let waker = meddling(); // afterwards the runtime holds the last clone
            assert!(future.poll(&mut Context::from_waker(&waker)).is_pending());
        };
        let mut time = Box::pin(sleep(HOUR));
        assert_eq!(used(|| poll(time.as_mut())), 0);
        assert_eq!(used(|| poll(time.as_mut())), 1, "the one that was replaced is dropped");
        assert_eq!(used(|| drop(time)), 1, "the timer is unset");

        let (stream, probe, far) = pair();
        let read = async || drop(stream.read(&mut [0]).await);
        assert_eq!(used(|| poll(pin!(read()))), 0);
        assert_eq!(used(|| poll(pin!(read()))), 2, "the one that was replaced is woken, and dropped");
        send(&far, &probe);
        USED.set(0);
        while USED.get() < 2 {
            yield_now().await; // it is woken by the reactor, and dropped
        }
        stream.read(&mut [0]).await.unwrap();
        let waits = used(|| poll(pin!(async { drop(stream.read(&mut [0]).await) })));
        assert_eq!(waits, 0);
        assert_eq!(used(|| drop(stream)), 1, "the socket is deregistered");
        let reactor = Handle::current().reactor().clone();
        assert_eq!((reactor.sockets(), reactor.waiting(), reactor.timers()), (0, 0, 0));
    });
}

#[test]
fn i6_what_is_dropped_while_it_is_waited_for_is_deregistered() {
    run("a reader, cancelled", async || {
        let reactor = Handle::current().reactor().clone();
        let (stream, _probe, _far) = pair();
        let task = spawn(async move { stream.read(&mut [0]).await.unwrap() });
        let sleeper = spawn(sleep(HOUR));
        yield_now().await;
        assert_eq!((reactor.sockets(), reactor.waiting(), reactor.timers()), (1, 1, 1));
        task.cancel();
        sleeper.cancel();
        assert!(task.await.is_err() && sleeper.await.is_err());
        assert_eq!((reactor.sockets(), reactor.waiting(), reactor.timers()), (0, 0, 0));
    });
}

#[test]
fn i7_beside_tasks_that_are_always_ready_a_socket_is_served_within_a_hundred_polls() {
    run("a reader beside hogs", async || {
        let polls = Rc::new(Cell::new(0));
        for _ in 0..3 {
            let polls = Rc::clone(&polls);
            drop(spawn(async move {
                loop {
                    polls.set(polls.get() + 1);
                    yield_now().await;
                }
            }));
        }
        for _ in 0..20 {
            let (stream, probe, far) = pair();
            let seen = Rc::clone(&polls);
            let task = spawn(async move {
                stream.read(&mut [0]).await.unwrap();
                seen.get()
            });
            yield_now().await;
            send(&far, &probe);
            let ready = polls.get();
            let served = task.await.unwrap();
            assert!(served - ready <= 100, "{} polls in between", served - ready);
        }
    });
}
