//! Every future of the runtime, dropped after its first poll, its second, and so on to its end: nothing is left behind.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::future::pending;
use std::io::{Read, Write};
use std::net;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::task::Poll;
use std::time::Duration;

use ch08_runtime::fetch::fetch;
use ch08_runtime::serve::serve_until;
use ch08_runtime::{
    Failed, Handle, JoinSet, TcpListener, block_on, fs, interval, join, net as names, signal, sleep, spawn,
    spawn_blocking, tasks, timeout, yield_now,
};
use lab::probe::{CountingWaker, open_fds, within};
use lab::server::Server;

const HOUR: Duration = Duration::from_secs(3600);
const MOMENT: Duration = Duration::from_millis(1);
/// Long enough that no first poll comes after it, under valgrind neither: such a poll would be the only one.
const A_WHILE: Duration = Duration::from_millis(100);

/// These tests count the descriptors of the whole process, so they are one after another.
static ALONE: Mutex<()> = Mutex::new(());
/// What was still there at the last look, for the message of a test that hangs.
static LEFT: Mutex<String> = Mutex::new(String::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `f` on a runtime of its own, under a watchdog.
fn run<T: Send + 'static>(what: &str, f: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    let _alone = lock(&ALONE);
    let diagnosis = || format!("at the last look: {}", lock(&LEFT));
    within(Duration::from_secs(60), what, diagnosis, move || block_on(async { f().await }))
}

/// What there is in this runtime, and of descriptors in this process.
async fn inventory() -> (usize, usize, usize, usize, Option<usize>) {
    let here = Handle::current();
    let reactor = here.reactor();
    (reactor.sockets(), reactor.waiting(), reactor.timers(), tasks().await.len(), open_fds())
}

/// Lets what `make` makes run up to its `polls`-th poll, of those it was woken for. What is not done by then is dropped.
/// Then waits until its waker is held by nobody.
async fn polled<F: Future>(future: F, polls: u64) -> Option<F::Output> {
    let waker = CountingWaker::new();
    let mut future = Box::pin(future);
    let mut output = None;
    let mut seen = None;
    while waker.polls() < polls && output.is_none() {
        if seen == Some(waker.wakes()) {
            yield_now().await;
            continue;
        }
        seen = Some(waker.wakes());
        if let Poll::Ready(done) = waker.poll(future.as_mut()) {
            output = Some(done);
        }
    }
    drop(future);
    while waker.clones_alive() > 0 {
        *lock(&LEFT) = format!("{} clones of a waker", waker.clones_alive());
        sleep(MOMENT).await;
    }
    output
}

/// Drops what `make` makes after one poll, then another after two, until one is done: gives its output, and how many
/// polls that took. After each everything is as it was before.
async fn dropped_at_each_poll<F: Future>(mut make: impl FnMut() -> F) -> (F::Output, u64) {
    let before = inventory().await;
    for polls in 1.. {
        let output = polled(make(), polls).await;
        loop {
            let now = inventory().await;
            if now == before {
                break;
            }
            *lock(&LEFT) = format!("{now:?} after poll {polls}, {before:?} before");
            sleep(MOMENT).await; // threads of the pool, and peers, take their time
        }
        if let Some(output) = output {
            return (output, polls);
        }
    }
    unreachable!("it ends at some time")
}

/// Counts how many of its kind are alive, on all threads.
struct Held(Arc<AtomicUsize>);

impl Held {
    fn new(alive: &Arc<AtomicUsize>) -> Held {
        alive.fetch_add(1, SeqCst);
        Held(Arc::clone(alive))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

#[test]
fn a_fetch_with_its_lookup() {
    run("a fetch", async || {
        let server = Server::start().unwrap();
        let mut url = server.url("/drip/12");
        url.host = "localhost".to_owned(); // a name: a thread of the pool looks it up
        let (fetched, polls) = dropped_at_each_poll(|| fetch(&url, HOUR)).await;
        assert_eq!(fetched.unwrap().response.body.len(), 12);
        assert!(polls >= 4, "{polls} polls: a lookup, a connect, an answer in drips");
    });
}

#[test]
fn a_timeout_and_an_interval() {
    run("times", async || {
        let late = || timeout(A_WHILE, timeout(HOUR, pending::<()>()));
        let (output, polls) = dropped_at_each_poll(late).await;
        assert!(output.is_err() && polls == 2, "{polls} polls");
        let (ticks, polls) = dropped_at_each_poll(|| async {
            let mut clock = interval(A_WHILE);
            let ticks = [clock.tick().await, clock.tick().await, clock.tick().await];
            ticks.is_sorted()
        })
        .await;
        assert!(ticks && polls >= 2, "{polls} polls");
    });
}

#[test]
fn a_group_that_is_joined_and_shut_down() {
    run("a group", async || {
        let alive = Arc::default();
        let maker = |last: Result<(), &'static str>| {
            let mut set = JoinSet::new();
            for turns in [1, 3, 5] {
                let held = Held::new(&alive);
                set.spawn(async move {
                    let _held = held;
                    for _ in 0..turns {
                        yield_now().await;
                    }
                    if turns == 5 { last } else { Ok(()) }
                });
            }
            set
        };
        let (count, polls) = dropped_at_each_poll(|| {
            let mut set = maker(Ok(()));
            async move {
                let mut count = 0;
                while set.join_next().await.is_some() {
                    count += 1;
                }
                count
            }
        })
        .await;
        assert!(count == 3 && polls >= 3, "{polls} polls");
        let ((), polls) = dropped_at_each_poll(|| {
            let mut set = maker(Ok(()));
            async move {
                set.join_next().await;
                set.shutdown().await;
                assert!(set.is_empty());
            }
        })
        .await;
        assert!(polls >= 2, "{polls} polls");
        for last in [Ok(()), Err("the last")] {
            let (outcome, polls) = dropped_at_each_poll(|| {
                let mut set = maker(last);
                if last.is_err() {
                    set.spawn(pending()); // cancelled by the failure
                }
                set.try_join_all()
            })
            .await;
            assert_eq!(outcome.map(|all| all.len()), last.map(|()| 3).map_err(Failed::Error));
            assert!(polls >= 3, "{polls} polls");
        }
        assert_eq!(alive.load(SeqCst), 0);
    });
}

#[test]
fn join_next_gives_each_child_once_though_it_is_dropped_again_and_again() {
    run("join_next", async || {
        let mut set = JoinSet::new();
        for n in 0..20 {
            set.spawn(async move {
                for _ in 0..n % 7 {
                    yield_now().await;
                }
                n
            });
        }
        let mut outcomes = Vec::new();
        while !set.is_empty() {
            // Its waker may stay with the group: so it is asked here, with that of this task.
            match futures_lite::future::poll_once(set.join_next()).await {
                Some(outcome) => outcomes.push(outcome.unwrap().unwrap()),
                None => yield_now().await,
            }
        }
        outcomes.sort_unstable();
        assert_eq!(outcomes, (0..20).collect::<Vec<_>>());
    });
}

#[test]
fn blocking_work_whose_result_nobody_wants() {
    run("blocking work", async || {
        let alive = Arc::default();
        let mut gates = Vec::new();
        // It cannot end while it is waited for: each is dropped after its first poll.
        for _ in 0..2 * Handle::current().pool().threads() {
            let (open, gate) = mpsc::channel::<()>();
            let held = Held::new(&alive);
            let work = spawn_blocking(move || {
                let _ = gate.recv();
                held
            });
            assert!(polled(work, 1).await.is_none());
            gates.push(open);
        }
        assert_eq!(alive.load(SeqCst), gates.len(), "a drop stops no thread");
        drop(gates);
        while alive.load(SeqCst) > 0 {
            *lock(&LEFT) = format!("{} results", alive.load(SeqCst));
            sleep(MOMENT).await;
        }
        // All threads of the pool are there: as many at once as they are meet one another.
        let threads = Handle::current().pool().threads();
        let barrier = Arc::new(std::sync::Barrier::new(threads));
        let mut all = JoinSet::new();
        for _ in 0..threads {
            let barrier = Arc::clone(&barrier);
            all.spawn(async { spawn_blocking(move || barrier.wait().is_leader()).await });
        }
        while let Some(met) = all.join_next().await {
            met.unwrap().unwrap();
        }
    });
}

#[test]
fn a_lookup_and_files() {
    run("a lookup and files", async || {
        let (found, _) = dropped_at_each_poll(|| names::resolve("localhost", 80)).await;
        assert!(!found.unwrap().is_empty());
        let path = std::env::temp_dir().join(format!("ch08-drop-{}", std::process::id()));
        let (written, _) = dropped_at_each_poll(|| fs::write(&path, "all the same")).await;
        written.unwrap();
        let (read, _) = dropped_at_each_poll(|| fs::read(&path)).await;
        assert_eq!(read.unwrap(), b"all the same");
        std::fs::remove_file(&path).unwrap();
    });
}

#[test]
fn a_wait_for_ctrl_c() {
    run("a wait for Ctrl-C", async || {
        // Where the handler keeps a descriptor, it does from the first time on.
        drop(signal::stop().unwrap());
        let before = inventory().await;
        assert!(polled(join(signal::stop().unwrap(), signal::stop().unwrap()), 1).await.is_none());
        assert!(polled(signal::stop().unwrap(), 1).await.is_none());
        assert_eq!(inventory().await, before);
    });
}

/// A client that sends this.
fn client(addr: net::SocketAddr, sends: &str) -> net::TcpStream {
    let mut socket = net::TcpStream::connect(addr).unwrap();
    socket.write_all(sends.as_bytes()).unwrap();
    socket
}

/// How clients may stand when the server goes: idle, in the middle of a request, in a pause.
const CLIENTS: [&str; 3] = ["", "GET / HTTP/1.1\r\nHo", "GET /delay/600000 HTTP/1.1\r\nHost: here\r\n\r\n"];

#[test]
fn a_server_with_clients_in_every_state() {
    run("a server", async || {
        let before = inventory().await;
        let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let addr = listener.local_addr().unwrap();
        let server = spawn(serve_until(listener, pending()));
        let clients = CLIENTS.map(|sends| client(addr, sends));
        let mut lingering = None;
        loop {
            let now = inventory().await;
            match (now.0, now.2, now.3) {
                (5, 2, 5) => break, // the listener and four clients; one pauses, and one is being closed with care
                // That takes a second, and on a busy machine it may be over already: then once more.
                (4, 1, 4) => lingering = Some(client(addr, "this is no request\r\n\r\n")),
                _ => {}
            }
            *lock(&LEFT) = format!("{now:?} before the drop");
            sleep(MOMENT).await;
        }
        server.cancel();
        assert!(server.await.is_err());
        yield_now().await; // the clients' turn, in which they are dropped
        let now = inventory().await;
        assert_eq!((now.0, now.1, now.2, now.3), (0, 0, 0, 0));
        for mut client in clients {
            let mut received = Vec::new();
            let _ = client.read_to_end(&mut received); // the end, or a reset: the server has let go
            assert!(received.is_empty());
        }
        drop(lingering);
        assert_eq!(inventory().await, before);
    });
}

#[test]
fn a_server_that_stops_well_and_is_dropped_meanwhile() {
    run("a server that stops", async || {
        let served = Rc::new(Cell::new(0));
        let ((), polls) = dropped_at_each_poll(|| {
            let served = Rc::clone(&served);
            async move {
                let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
                let addr = listener.local_addr().unwrap();
                let requests = async {
                    for path in ["/", "/delay/1"] {
                        let url = lab::fetch::Target::at(addr, path).url;
                        let _ = fetch(&url, HOUR).await;
                        served.set(served.get() + 1);
                    }
                };
                serve_until(listener, requests).await;
            }
        })
        .await;
        assert!(served.get() >= 2 && polls >= 4, "{} requests, {polls} polls", served.get());
    });
}
