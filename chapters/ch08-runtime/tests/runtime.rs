//! The runtime: found from within, refused from without, and gone without a trace.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use ch02_threads::thread_pool::panic_message;
use ch08_runtime::sync::Semaphore;
use ch08_runtime::{
    Handle, JoinError, JoinSet, Runtime, TcpListener, TcpStream, block_on, sleep, spawn, spawn_blocking,
    spawn_named, tasks, timeout, yield_now,
};
use lab::probe::{open_fds, within};

fn said<T>(f: impl FnOnce() -> T) -> String {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(_) => "it did not panic".to_owned(),
        Err(panic) => panic_message(&*panic).to_owned(),
    }
}

/// Runs it under a watchdog.
fn run<F: Future>(what: &str, future: impl FnOnce() -> F + Send + 'static) -> F::Output
where
    F::Output: Send + 'static,
{
    let limit = Duration::from_secs(60);
    within(limit, what, || "somebody was not woken".to_owned(), move || block_on(async { future().await }))
}

#[test]
fn outside_of_a_runtime_the_message_says_what_to_do() {
    assert!(Handle::try_current().is_none());
    for said in [said(|| spawn(async {})), said(|| sleep(Duration::ZERO)), said(|| spawn_blocking(|| ()))] {
        assert!(said.contains("no runtime on this thread"), "{said}");
        assert!(said.contains("block_on"), "{said}");
    }
    let elsewhere = run("elsewhere", || async { spawn_blocking(|| Handle::try_current().is_some()).await });
    assert_eq!(elsewhere, Ok(false), "a thread of the pool is in no runtime");
}

#[test]
fn block_on_inside_block_on_is_refused_and_the_outer_one_goes_on() {
    let (said, answer) = run("inside", || async {
        let said = said(|| block_on(async {}));
        (said, spawn(async { 42 }).await)
    });
    assert!(said.contains("block_on inside block_on"), "{said}");
    assert_eq!(answer, Ok(42));
    assert!(Handle::try_current().is_none());
}

#[test]
fn after_a_panic_out_of_block_on_the_thread_may_run_another() {
    assert_eq!(said(|| block_on(async { panic!("main") })), "main");
    assert!(Handle::try_current().is_none());
    assert_eq!(block_on(async { 1 }), 1);
}

#[test]
fn tasks_stay_where_they_are_between_two_block_ons() {
    let mut runtime = Runtime::new().unwrap();
    let steps = Rc::new(Cell::new(0));
    let seen = Rc::clone(&steps);
    let spawner = runtime.handle().spawner().clone();
    let task = spawner.spawn(async move {
        for _ in 0..3 {
            seen.set(seen.get() + 1);
            yield_now().await;
        }
    });
    runtime.block_on(async { yield_now().await });
    assert!(steps.get() < 3);
    runtime.block_on(async { task.await.unwrap() });
    assert_eq!(steps.get(), 3);
    assert_eq!(runtime.tasks(), 0);
}

/// Uses the runtime when it is dropped: makes a task, cancels another, sets a timer.
struct Meddles(Option<ch08_runtime::JoinHandle<()>>, Rc<Cell<u32>>);

impl Drop for Meddles {
    fn drop(&mut self) {
        self.1.set(self.1.get() + 1);
        drop(spawn(async {}));
        drop(sleep(Duration::from_secs(1)));
        if let Some(other) = &self.0 {
            other.cancel();
        }
    }
}

#[test]
fn a_runtime_that_is_dropped_drops_its_tasks_which_may_use_it_once_more() {
    let dropped = Rc::new(Cell::new(0));
    let mut runtime = Runtime::new().unwrap();
    let spawner = runtime.handle().spawner().clone();
    let handles: Vec<_> = (0..10)
        .map(|n| {
            let dropped = Rc::clone(&dropped);
            let other = (n % 2 == 0).then(|| spawner.spawn(pending()));
            let held = Meddles(other, dropped);
            spawner.spawn(async move {
                let _held = held;
                let _listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
                sleep(Duration::from_secs(3600)).await;
            })
        })
        .collect();
    runtime.block_on(async { sleep(Duration::from_millis(1)).await });
    let reactor = runtime.handle().reactor().clone();
    assert_eq!((reactor.sockets(), reactor.timers()), (10, 10));
    drop(runtime);
    assert_eq!(dropped.get(), 10);
    assert_eq!((reactor.sockets(), reactor.timers(), reactor.waiting()), (0, 0, 0));
    for handle in handles {
        assert_eq!(block_on(handle), Err(JoinError::Cancelled));
    }
}

#[test]
fn the_dump_names_every_task_and_what_it_waits_for() {
    let dump = run("dump", || async {
        let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        drop(spawn_named("acceptor", async move { drop(listener.accept().await) }));
        drop(spawn_named("sleeper", sleep(Duration::from_secs(3600))));
        let waited = spawn_named("waited", pending::<()>());
        let id = waited.id();
        drop(spawn_named("waiter", async { drop(waited.await) }));
        yield_now().await;
        drop(spawn_named("busy", async {
            loop {
                yield_now().await;
            }
        }));
        let dump = tasks().await;
        let lines: Vec<String> = dump
            .iter()
            .map(|task| {
                let waits = match task.waits_for {
                    None => "-".to_owned(),
                    Some(ch07_executor::WaitsFor::Socket(_, interest)) => format!("{interest:?}"),
                    Some(ch07_executor::WaitsFor::Time(_)) => "time".to_owned(),
                    Some(ch07_executor::WaitsFor::Task(other)) => format!("task {}", other == id),
                    Some(other) => format!("{other:?}"),
                };
                format!("{} {} {waits}", task.name.as_deref().unwrap_or("?"), task.ready)
            })
            .collect();
        lines
    });
    let expected = [
        "acceptor false Readable",
        "sleeper false time",
        "waited false -",
        "waiter false task true",
        "busy true -",
    ];
    assert_eq!(dump, expected);
}

#[test]
fn a_slow_poll_is_told_with_its_name() {
    let told = Rc::new(RefCell::new(Vec::new()));
    let mut runtime = Runtime::new().unwrap();
    let list = Rc::clone(&told);
    let threshold = Duration::from_millis(20);
    runtime.warn_of_slow_polls(threshold, move |slow| {
        assert!(slow.took > Duration::from_millis(20));
        list.borrow_mut().push(slow.name.clone());
    });
    runtime.block_on(async {
        let hog = spawn_named("hog", async { std::thread::sleep(Duration::from_millis(21)) });
        hog.await.unwrap();
    });
    // A busy machine may hold up anyone. But the hog is always among them.
    assert!(told.borrow().contains(&"hog".to_owned()), "{told:?}");
}

#[test]
fn blocking_work_gives_its_output_or_its_panic() {
    run("blocking", || async {
        assert_eq!(spawn_blocking(|| 1).await, Ok(1));
        let panicked = spawn_blocking(|| panic!("boom")).await;
        assert_eq!(panicked, Err::<(), _>(JoinError::Panicked("boom".to_owned())));
        // The pool has lost no thread by it: as many jobs at once as there are threads, all meeting one another.
        let threads = Handle::current().pool().threads();
        let barrier = Arc::new(std::sync::Barrier::new(threads));
        let jobs: Vec<_> = (0..threads)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                spawn_blocking(move || barrier.wait().is_leader())
            })
            .collect();
        for job in jobs {
            job.await.unwrap();
        }
    });
}

#[test]
fn whoever_has_had_blocking_work_done_does_not_seem_to_wait_for_it() {
    let waits_for = run("a dump", || async {
        let done = Rc::new(Cell::new(false));
        let seen = Rc::clone(&done);
        let task = spawn(async move {
            spawn_blocking(|| ()).await.unwrap();
            seen.set(true);
            pending::<()>().await;
        });
        while !done.get() {
            yield_now().await;
        }
        let waits_for = tasks().await[0].waits_for;
        task.cancel();
        waits_for.map(|what| format!("{what:?}"))
    });
    assert_eq!(waits_for, None, "it waits for something that has no name");
}

#[test]
fn after_connections_timeouts_and_cancels_everything_is_back_at_the_start() {
    let before = open_fds();
    let connections: usize = std::env::var("CH08_CONNECTIONS").map_or(500, |n| n.parse().unwrap());
    let left = run("load", move || async move {
        lab::net::raise_fd_limit();
        let reactor = Handle::current().reactor().clone();
        let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let addr = listener.local_addr().unwrap();
        let server = spawn(async move {
            let mut clients = JoinSet::new();
            for _ in 0..connections {
                let client = listener.accept().await.unwrap();
                clients.spawn(async move {
                    let mut request = [0; 64];
                    let n = client.read(&mut request).await.unwrap_or(0);
                    let _ = client.write_all(&request[..n]).await;
                    client.read(&mut request).await.is_ok()
                });
            }
            while clients.join_next().await.is_some() {}
        });
        let mut clients = JoinSet::new();
        let at_once = Arc::new(Semaphore::new(500)); // fewer than the backlog has room for
        for n in 0..connections {
            let permit = Arc::clone(&at_once).acquire_owned().await;
            clients.spawn(async move {
                let _permit = permit;
                let stream = TcpStream::connect(addr).await.unwrap();
                stream.write_all(b"half a request").await.unwrap();
                if n % 2 == 0 {
                    return; // dropped in the middle
                }
                let mut answer = [0; 64];
                assert_eq!(stream.read(&mut answer).await.unwrap(), 14);
            });
        }
        while let Some(client) = clients.join_next().await {
            client.unwrap();
        }
        server.await.unwrap();

        let mut late = JoinSet::new();
        for _ in 0..1000 {
            late.spawn(async { timeout(Duration::from_millis(1), pending::<()>()).await.is_err() });
        }
        while let Some(is_late) = late.join_next().await {
            assert_eq!(is_late, Ok(true));
        }
        let sleepers: Vec<_> = (0..1000).map(|_| spawn(sleep(Duration::from_secs(3600)))).collect();
        yield_now().await;
        assert_eq!(reactor.timers(), 1000);
        sleepers.iter().for_each(ch08_runtime::JoinHandle::cancel);
        for sleeper in sleepers {
            assert_eq!(sleeper.await, Err(JoinError::Cancelled));
        }
        (reactor.sockets(), reactor.waiting(), reactor.timers(), tasks().await.len())
    });
    assert_eq!(left, (0, 0, 0, 0));
    if connections >= 5000 {
        // Only where it was asked for: tests that run beside this one open descriptors of their own.
        assert_eq!(open_fds(), before);
    }
}
