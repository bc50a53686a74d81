//! After thousands of connections, timeouts and cancels everything is back to the start. `CONNECTIONS=10000 cargo test
//! -p ch07-executor --test leaks` makes it ten times as many.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::task::Waker;
use std::thread;
use std::time::Duration;

use ch07_executor::fetch::fetch;
use ch07_executor::serve::converse;
use ch07_executor::{
    JoinHandle, Reactor, Spawner, TcpListener, TcpStream, join_all, sleep_on, timeout_on, yield_now,
};
use lab::fetch::Target;
use lab::http::Conversation;
use lab::probe::open_fds;
use support::{ends, with_reactor};

/// The descriptors counted are the whole process's, so these tests run one after another.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many at once: descriptors are few on some systems.
const AT_ONCE: usize = 100;

/// A server of this chapter, as a task.
fn serve(reactor: &Reactor, spawner: &Spawner) -> (SocketAddr, JoinHandle<()>) {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    let listener = TcpListener::from_std_on(reactor, listener).unwrap();
    let (reactor, clients) = (reactor.clone(), spawner.clone());
    let server = spawner.spawn(async move {
        loop {
            let stream = listener.accept().await.unwrap();
            let reactor = reactor.clone();
            drop(clients.spawn(async move {
                let _ = converse(&reactor, &stream, &mut Conversation::new(lab::routes::contract)).await;
            }));
        }
    });
    (addr, server)
}

#[test]
fn after_many_connections_timeouts_and_cancels_all_is_back_to_the_start() {
    let _alone = alone();
    let connections: usize =
        std::env::var("CONNECTIONS").map_or(1_000, |number| number.parse().expect("CONNECTIONS: a number"));
    ends("connections, timeouts and cancels", move || {
        let fds = open_fds();
        let (reactor, mut executor) = with_reactor();
        let spawner = executor.spawner();
        let (addr, server) = serve(&reactor, &spawner);
        executor.block_on(yield_now());
        let start = (open_fds(), reactor.sockets(), reactor.waiting(), reactor.timers(), executor.tasks());
        assert_eq!((start.1, start.2, start.3, start.4), (1, 1, 0, 1), "the listener, and its task");
        let long = Duration::from_secs(60);

        executor.block_on(async {
            // Half are answered, half are dropped when half of their request is sent.
            for first in (0..connections).step_by(AT_ONCE) {
                let these = first..connections.min(first + AT_ONCE);
                let clients = these.map(|n| {
                    let reactor = reactor.clone();
                    spawner.spawn(async move {
                        if n % 2 == 0 {
                            let fetched = fetch(&reactor, &Target::at(addr, "/"), long).await;
                            assert_eq!(fetched.unwrap().response.status, 200);
                        } else {
                            let stream = TcpStream::connect_on(&reactor, addr).await.unwrap();
                            stream.write_all(b"POST /echo HTTP/1.1\r\nContent-Le").await.unwrap();
                        }
                    })
                });
                let clients: Vec<_> = clients.collect();
                for client in join_all(clients).await {
                    client.unwrap();
                }
            }
            for _ in 0..1_000 / AT_ONCE {
                let late = (0..AT_ONCE).map(|_| async {
                    let slow = Target::at(addr, "/delay/9000");
                    timeout_on(&reactor, Duration::from_millis(1), fetch(&reactor, &slow, long)).await
                });
                assert!(join_all(late).await.iter().all(Result::is_err));
            }
            for round in 0..1_000 / AT_ONCE {
                let tasks = (0..AT_ONCE).map(|_| {
                    let reactor = reactor.clone();
                    spawner.spawn(async move {
                        drop(fetch(&reactor, &Target::at(addr, "/delay/9000"), long).await);
                    })
                });
                let tasks: Vec<_> = tasks.collect();
                // Not started, connecting, sent, waiting for the answer: wherever they stand.
                for _ in 0..round % 4 {
                    yield_now().await;
                }
                tasks.iter().for_each(JoinHandle::cancel);
                assert!(join_all(tasks).await.iter().all(Result::is_err));
            }
            // The server's side learns of it when it reads, or when a delay of its own is over: that may be long, so
            // those are cut, as a server that stops does it.
            server.cancel();
            assert!(server.await.is_err());
        });
        // What is left are clients of the server whose delay is not over.
        drop(executor);
        assert_eq!((reactor.sockets(), reactor.waiting(), reactor.timers()), (0, 0, 0));
        drop(reactor);
        assert_eq!(open_fds(), fds);
    });
}

#[test]
fn a_server_whose_clients_have_gone_is_as_it_was() {
    let _alone = alone();
    ends("a server whose clients go", || {
        let (reactor, mut executor) = with_reactor();
        let spawner = executor.spawner();
        let (addr, _server) = serve(&reactor, &spawner);
        executor.block_on(yield_now());
        let state = || (open_fds(), reactor.sockets(), reactor.waiting(), reactor.timers());
        let start = state();
        for round in 0..20 {
            executor.block_on(async {
                let mut clients = Vec::new();
                for _ in 0..20 {
                    let stream = TcpStream::connect_on(&reactor, addr).await.unwrap();
                    stream.write_all(&b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"[..round]).await.unwrap();
                    clients.push(stream);
                }
                while spawner.tasks().await.len() < 21 {
                    sleep_on(&reactor, Duration::from_millis(1)).await;
                }
                drop(clients);
                while spawner.tasks().await.len() > 1 {
                    sleep_on(&reactor, Duration::from_millis(1)).await;
                }
            });
            assert_eq!(state(), start);
        }
    });
}

#[test]
fn a_waker_that_is_kept_keeps_no_descriptor() {
    let _alone = alone();
    ends("a waker whose executor is gone", || {
        let fds = open_fds();
        let (give, wakers) = mpsc::channel::<Waker>();
        let (reactor, mut executor) = with_reactor();
        assert!(open_fds() > fds, "a poller has descriptors");
        let sleeping = reactor.clone();
        let task = executor.spawner().spawn(async move {
            std::future::poll_fn(|cx| {
                give.send(cx.waker().clone()).unwrap();
                std::task::Poll::Ready(())
            })
            .await;
            let (near, _far) = support::sockets::pair();
            let stream = TcpStream::from_std_on(&sleeping, near).unwrap();
            stream.read(&mut [0]).await.unwrap();
            pending::<()>().await;
        });
        executor.block_on(yield_now());
        let waker = wakers.recv().unwrap();
        drop((executor, reactor));
        assert!(task.is_finished());
        assert_eq!(open_fds(), fds, "with the executor gone its poller and all its sockets are closed");
        waker.wake_by_ref();
        thread::spawn({
            let waker = waker.clone();
            move || waker.wake()
        })
        .join()
        .unwrap();
        waker.wake();
        assert_eq!(open_fds(), fds);
    });
}

#[test]
fn a_socket_that_outlives_its_executor_closes_when_it_is_dropped() {
    let _alone = alone();
    ends("a socket whose executor is gone", || {
        let fds = open_fds();
        let (reactor, executor) = with_reactor();
        let (near, far) = support::sockets::pair();
        let stream = TcpStream::from_std_on(&reactor, near).unwrap();
        drop((executor, reactor));
        assert!(stream.socket().peer_addr().is_ok());
        drop((stream, far));
        assert_eq!(open_fds(), fds);
    });
}

#[test]
fn wakes_from_other_threads_while_the_executor_goes_do_no_harm() {
    let _alone = alone();
    ends("an executor that is dropped under fire", || {
        let fds = open_fds();
        for _ in 0..50 {
            let (reactor, mut executor) = with_reactor();
            let (give, wakers) = mpsc::channel::<Waker>();
            drop(executor.spawner().spawn(std::future::poll_fn(move |cx| {
                let _ = give.send(cx.waker().clone());
                std::task::Poll::<()>::Pending
            })));
            executor.block_on(yield_now());
            let waker = wakers.recv().unwrap();
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    let waker = waker.clone();
                    thread::spawn(move || (0..100).for_each(|_| waker.wake_by_ref()))
                })
                .collect();
            executor.block_on(yield_now());
            drop((executor, reactor));
            for thread in threads {
                thread.join().unwrap();
            }
        }
        assert_eq!(open_fds(), fds);
    });
}
