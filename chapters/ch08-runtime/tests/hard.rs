//! The runtime under hard conditions: dropped too early, called too late, from many threads, by tasks that panic.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::net;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, Weak, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch08_runtime::fetch::fetch;
use ch08_runtime::serve::serve_until;
use ch08_runtime::{
    Handle, JoinError, JoinSet, Runtime, TcpListener, TcpStream, block_on, join, sleep, spawn,
    spawn_blocking, yield_now,
};
use lab::probe::within;

const LIMIT: Duration = Duration::from_secs(60);

fn ends<T: Send + 'static>(what: &str, f: impl FnOnce() -> T + Send + 'static) -> T {
    within(LIMIT, what, || "a wake was lost, or somebody waits who should not".to_owned(), f)
}

#[test]
fn a_runtime_that_is_dropped_does_not_wait_for_blocking_work() {
    ends("unfinished work", || {
        let result = Arc::new(());
        let alive: Weak<()> = Arc::downgrade(&result);
        let (open, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let mut runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            // More than there are threads: some have not begun.
            for _ in 0..2 * Handle::current().pool().threads() {
                let (gate, result) = (Arc::clone(&gate), Arc::clone(&result));
                let work = spawn_blocking(move || {
                    let _ = gate.lock().unwrap().recv();
                    result
                });
                drop(spawn(async { drop(work.await) }));
            }
            yield_now().await; // each of them has left its waker
        });
        drop((result, runtime)); // hangs here if it waits: the gate is closed
        assert!(alive.strong_count() > 0);
        drop(open);
        while alive.strong_count() > 0 {
            thread::yield_now(); // they end, call tasks that are gone, and their results are thrown away
        }
    });
}

/// Waits for ever; gives its waker away.
async fn give_waker(to: mpsc::Sender<Waker>) {
    poll_fn::<(), _>(|cx| {
        to.send(cx.waker().clone()).unwrap();
        Poll::Pending
    })
    .await;
}

#[test]
fn a_waker_kept_after_its_runtime_calls_nobody() {
    ends("a waker of nobody", || {
        let (give, wakers) = mpsc::channel();
        let mut runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            drop(spawn(give_waker(give.clone())));
            yield_now().await;
        });
        drop(runtime);
        let waker = wakers.recv().unwrap();
        let polled = Rc::new(Cell::new(0));
        let seen = Rc::clone(&polled);
        // The next runtime on this thread has a task of the same number.
        block_on(async {
            drop(spawn(poll_fn::<(), _>(move |_| {
                seen.set(seen.get() + 1);
                Poll::Pending
            })));
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        for _ in 0..100 {
                            let clone = waker.clone();
                            clone.wake();
                        }
                    });
                }
            });
            for _ in 0..10 {
                yield_now().await;
            }
        });
        assert_eq!(polled.get(), 1);
        drop(give);
        assert!(wakers.recv().is_err(), "the task is gone");
    });
}

#[test]
fn wakes_from_eight_threads_at_once_find_the_thread_asleep_or_awake() {
    const THREADS: usize = 8;
    const EACH: usize = 500;
    ends("eight threads", || {
        block_on(async {
            let (said, waiting) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(None::<Waker>)));
            for _ in 0..THREADS {
                let (said, waiting) = (Arc::clone(&said), Arc::clone(&waiting));
                thread::spawn(move || {
                    for _ in 0..EACH {
                        said.fetch_add(1, SeqCst);
                        let waker = waiting.lock().unwrap().take();
                        if let Some(waker) = waker {
                            waker.wake();
                        }
                    }
                });
            }
            poll_fn(|cx| {
                *waiting.lock().unwrap() = Some(cx.waker().clone());
                if said.load(SeqCst) == THREADS * EACH { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        });
    });
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("in the drop");
    }
}

#[test]
fn children_that_panic_in_a_poll_and_in_a_drop_are_told_like_any_other() {
    ends("children that panic", || {
        block_on(async {
            let mut set = JoinSet::new();
            set.spawn(async { 1 });
            set.spawn(async {
                yield_now().await;
                panic!("in the poll")
            });
            set.spawn(async {
                let _bomb = Bomb;
                pending().await
            });
            set.spawn(async {
                yield_now().await;
                drop(Bomb);
                3
            });
            let mut outcomes = Vec::new();
            for _ in 0..3 {
                outcomes.push(set.join_next().await.unwrap());
            }
            set.cancel_all();
            outcomes.push(set.join_next().await.unwrap());
            assert_eq!(set.join_next().await, None);
            let panicked = |said: &str| Err(JoinError::Panicked(said.to_owned()));
            let expected = [Ok(1), panicked("in the poll"), panicked("in the drop"), panicked("in the drop")];
            assert_eq!(outcomes, expected);
            assert_eq!(spawn(async { "the others go on" }).await, Ok("the others go on"));

            // The same when nobody is there to be told.
            let mut set = JoinSet::new();
            set.spawn(async {
                let _bomb = Bomb;
                pending::<()>().await;
            });
            yield_now().await;
            drop(set);
            yield_now().await;
            assert_eq!(ch08_runtime::tasks().await.len(), 0);
        });
    });
}

#[test]
fn a_hundred_thousand_sleep_at_once() {
    ends("100,000 timers", || {
        block_on(async {
            let reactor = Handle::current().reactor().clone();
            let began = Instant::now();
            let most = Rc::new(Cell::new(0));
            let mut sleepers = JoinSet::new();
            for n in 0..100_000_u64 {
                // In a mixed order; those of an hour are dropped before it is over.
                let (reactor, most) = (reactor.clone(), Rc::clone(&most));
                let time = Duration::from_millis(1 + n * 7919 % 100);
                let long = n % 10 > 0;
                sleepers.spawn(async move {
                    let mut sleep = std::pin::pin!(sleep(if long { LIMIT * 60 } else { time }));
                    poll_fn(|cx| {
                        let polled = sleep.as_mut().poll(cx);
                        most.set(most.get().max(reactor.timers()));
                        polled
                    })
                    .await;
                    assert!(began.elapsed() >= time);
                });
            }
            for _ in 0..10_000 {
                sleepers.join_next().await.unwrap().unwrap();
            }
            assert!(most.get() >= 90_000, "{} timers at once", most.get());
            assert_eq!(reactor.timers(), 90_000);
            sleepers.shutdown().await;
            assert_eq!(reactor.timers(), 0);
        });
    });
}

/// A server of this runtime with one client on another, and its answer's status.
async fn served() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = lab::fetch::Target::at(listener.local_addr().unwrap(), "/delay/5").url;
    let status = Rc::new(Cell::new(0));
    let client = async {
        status.set(fetch(&url, LIMIT).await.unwrap().response.status);
    };
    serve_until(listener, client).await;
    status.get()
}

#[test]
fn a_server_beside_hogs_that_give_way_still_serves_and_stops() {
    let status = ends("a server beside hogs", || {
        block_on(async {
            for _ in 0..10 {
                drop(spawn(async {
                    loop {
                        yield_now().await;
                    }
                }));
            }
            served().await
        })
    });
    assert_eq!(status, 200);
}

#[test]
fn runtimes_one_after_the_other_and_one_on_each_thread_do_not_meet() {
    ends("many runtimes", || {
        for _ in 0..3 {
            assert_eq!(block_on(served()), 200);
            assert!(Handle::try_current().is_none());
        }
        let threads: Vec<_> = (0..8).map(|_| thread::spawn(|| block_on(served()))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), 200);
        }
    });
}

#[test]
fn a_thread_of_the_pool_may_run_a_runtime_of_its_own() {
    let statuses = ends("a runtime in the pool", || {
        block_on(async { join(spawn_blocking(|| block_on(served())), served()).await })
    });
    assert_eq!(statuses, (Ok(200), 200));
}

#[test]
fn a_runtime_inside_another_is_refused_and_harms_neither() {
    ends("a runtime in a runtime", || {
        let mut inner = Runtime::new().unwrap();
        let refused = block_on(async {
            let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| inner.block_on(async {})));
            assert_eq!(spawn(async { 1 }).await, Ok(1), "the outer one is the current one again");
            refused
        });
        let said = refused.unwrap_err();
        let said = ch02_threads::thread_pool::panic_message(&*said);
        assert!(said.contains("block_on inside block_on") && said.contains("another thread"), "{said}");
        assert_eq!(inner.block_on(async { spawn(async { 2 }).await }), Ok(2));
    });
}

#[test]
fn a_stream_may_outlive_its_runtime_and_then_nobody_wakes_it() {
    ends("a stream without a runtime", || {
        let listener = net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let addr = listener.local_addr().unwrap();
        let stream = block_on(async {
            let stream = TcpStream::connect(addr).await.unwrap();
            sleep(Duration::from_millis(1)).await;
            stream
        });
        let waker = lab::probe::CountingWaker::new();
        assert!(waker.poll(std::pin::pin!(stream.read(&mut [0]))).is_pending());
        drop(listener.accept().unwrap());
        drop(stream);
        assert_eq!((waker.wakes(), waker.clones_alive()), (0, 0));
    });
}
