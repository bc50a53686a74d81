//! The learner's own queue, timers and waker as one runtime.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use exercises::ch07_executor::capstone::{Runtime, TcpStream};
use exercises::ch07_executor::join_handle::JoinHandle;
use lab::ledger::thread_cpu;
use lab::probe::CountingWaker;
use lab::server::Server;

use super::wakers::when_woken;
use crate::support::{Others, what_the_others_do};

/// Runs `main` on a new runtime; what it panics with is put into a sentence.
fn run<T: 'static, F: Future<Output = T> + 'static>(main: impl FnOnce(Runtime) -> F) -> T {
    let runtime = Runtime::new().expect("a poller");
    block_on(&runtime, main(runtime.clone()))
}

fn block_on<T: 'static>(runtime: &Runtime, main: impl Future<Output = T> + 'static) -> T {
    match catch_unwind(AssertUnwindSafe(|| runtime.block_on(main))) {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => panic!("`block_on` says that the poller failed: {error}"),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().cloned();
            let said =
                said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
            if said.contains("already") && said.contains("borrow") {
                panic!(
                    "\"{said}\": a task ran while a table was borrowed that it needs itself, to spawn or to wait. Take what you need out \
                     of the table, let the borrow end, then poll or wake"
                )
            }
            panic!("{said}")
        }
    }
}

/// Gives way once.
async fn yield_now() {
    let mut first = true;
    poll_fn(|cx| {
        if std::mem::take(&mut first) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
}

/// Asks for a page; gives all that came back.
pub async fn get(runtime: &Runtime, addr: SocketAddr, path: &str) -> io::Result<Vec<u8>> {
    let stream = TcpStream::connect(runtime, addr).await?;
    let ask = format!("GET {path} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await?;
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer).await? {
            0 => return Ok(all),
            n => all.extend_from_slice(&buffer[..n]),
        }
    }
}

/// The body of a page that must come.
async fn page(runtime: &Runtime, addr: SocketAddr, path: &str) -> Vec<u8> {
    match get(runtime, addr, path).await {
        Ok(answer) => body(&answer).to_vec(),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => panic!(
            "the task that asks for {path} was told `WouldBlock`: that is no error, it means \"not now\". Wait until the socket is ready, \
             and try again"
        ),
        Err(error) => panic!("the task that asks for {path} was told: {error}"),
    }
}

/// The output of a task; its panic goes on here.
async fn done<T>(task: JoinHandle<T>) -> T {
    task.await.unwrap_or_else(|panic| resume_unwind(panic))
}

/// The body of an answer.
fn body(answer: &[u8]) -> &[u8] {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    &answer[end..]
}

#[test]
fn block_on_gives_the_output() {
    check!(|| {
        crate::support::if_stuck(|| {
            "`block_on(async { 42 })`: its task is over at the first poll; who asks for the outcome?".into()
        });
        let got = run(|_| async { 42 });
        assert!(got == 42, "`block_on(async {{ 42 }})` gave {got}");
        crate::support::if_stuck(|| {
            "The future of `block_on` gave way: it woke itself and said pending. Is a task that waits put back into the table, so that it is \
             there when its number comes?"
                .into()
        });
        let gives_way = run(|_| async {
            for _ in 0..3 {
                yield_now().await;
            }
            "done"
        });
        assert!(gives_way == "done", "a future that gives way three times ended with {gives_way:?}");
    });
}

#[test]
fn a_task_makes_tasks_and_awaits_them() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A task spawned two others and awaits their handles. Do they stand in the queue? Is a task that waits put back into the \
             table, so that it is there when it is woken?"
                .into()
        });
        let sum = run(|runtime| async move {
            let a = runtime.spawn(async {
                yield_now().await;
                1
            });
            let b = runtime.spawn(async { 2 });
            done(a).await + done(b).await
        });
        assert!(sum == 3, "two tasks gave 1 and 2, and their sum is {sum}");
    });
}

#[test]
fn a_detached_task_runs_on_in_the_next_block_on() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A task of the first `block_on` was not over when that ended; the second waits for it. Is it still in the table?".into()
        });
        let runtime = Runtime::new().expect("a poller");
        let steps = Rc::new(Cell::new(0));
        let counted = Rc::clone(&steps);
        let begin = runtime.clone();
        block_on(&runtime, async move {
            drop(begin.spawn(async move {
                for _ in 0..10 {
                    counted.set(counted.get() + 1);
                    yield_now().await;
                }
            }));
        });
        let seen = Rc::clone(&steps);
        block_on(&runtime, async move {
            while seen.get() < 10 {
                yield_now().await;
            }
        });
        assert!(steps.get() == 10, "a detached task of ten steps has gone {} steps", steps.get());
    });
}

#[test]
fn a_panic_ends_one_task_and_no_other() {
    check!(|| {
        crate::support::if_stuck(|| "A task panicked, and then nothing went on".into());
        let (broken, other) = run(|runtime| async move {
            let broken = runtime.spawn(async {
                yield_now().await;
                assert!(steps_left() > 0, "no steps left, as the check wants it");
            });
            let other = runtime.spawn(async {
                for _ in 0..5 {
                    yield_now().await;
                }
                "done"
            });
            (broken.await.is_err(), other.await.unwrap_or("gone"))
        });
        assert!(broken, "a task panicked, and its handle says that all went well");
        assert!(other == "done", "a task panicked, and another one did not come to its end");

        let main = catch_unwind(|| {
            Runtime::new()
                .expect("a poller")
                .block_on(async { assert!(steps_left() > 0, "main broke, as the check wants it") })
        });
        assert!(main.is_err(), "the future of `block_on` panicked, and `block_on` said nothing");
    });
}

/// None.
fn steps_left() -> u32 {
    std::hint::black_box(0)
}

#[test]
fn two_that_are_always_ready_take_turns() {
    check!(|| {
        let order = Rc::new(RefCell::new(Vec::new()));
        let noted = Rc::clone(&order);
        run(|runtime| async move {
            let tasks = ["a", "b"].map(|name| {
                let order = Rc::clone(&noted);
                runtime.spawn(async move {
                    for _ in 0..50 {
                        order.borrow_mut().push(name);
                        yield_now().await;
                    }
                })
            });
            for task in tasks {
                done(task).await;
            }
        });
        let order = order.take();
        let same = order.windows(2).filter(|two| two[0] == two[1]).count();
        assert!(
            order.len() == 100 && same == 0,
            "two tasks that give way after each step took {} steps, and {same} times the same went twice in a row: who is woken first \
             is polled first",
            order.len()
        );
    });
}

#[test]
fn more_tasks_than_a_turn_has_polls() {
    check!(|| {
        let begun = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&begun);
        crate::support::if_stuck(move || {
            format!(
                "500 tasks were spawned at once, and {} of them have begun: did the thread go to sleep while tasks were ready?",
                seen.load(SeqCst)
            )
        });
        run(|runtime| async move {
            let tasks: Vec<_> = (0..500)
                .map(|_| {
                    let begun = Arc::clone(&begun);
                    runtime.spawn(async move { begun.fetch_add(1, SeqCst) })
                })
                .collect();
            for task in tasks {
                done(task).await;
            }
        });
    });
}

#[test]
fn sleeps_end_in_the_order_of_their_times() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Three tasks sleep 20, 60 and 40 ms, and the thread with them: it may sleep in the poller until the next timer, no longer; then \
             take out who is due, and wake them"
                .into()
        });
        let order = Rc::new(RefCell::new(Vec::new()));
        let noted = Rc::clone(&order);
        let start = Instant::now();
        run(|runtime| async move {
            let tasks = [20, 60, 40].map(|ms| {
                let (own, order) = (runtime.clone(), Rc::clone(&noted));
                runtime.spawn(async move {
                    own.sleep(Duration::from_millis(ms)).await;
                    order.borrow_mut().push(ms);
                })
            });
            for task in tasks {
                done(task).await;
            }
        });
        let (order, took) = (order.take(), start.elapsed());
        assert!(
            order == [20, 40, 60],
            "three tasks sleep 20, 60 and 40 ms; they ended in the order {order:?}"
        );
        assert!(
            took >= Duration::from_millis(60),
            "the longest slept 60 ms, and all were over after {took:?}"
        );
    });
}

#[test]
fn a_sleep_may_move_to_another_task() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A sleep was polled once by one task, then by another, which waits for it: that one was not woken"
                .into()
        });
        run(|runtime| async move {
            let mut sleep = runtime.sleep(Duration::from_millis(30));
            let first = poll_fn(|cx| Poll::Ready(Pin::new(&mut sleep).poll(cx).is_pending())).await;
            assert!(first, "a sleep of 30 ms was over at once");
            done(runtime.spawn(sleep)).await;
        });
    });
}

#[test]
fn a_sleep_that_is_dropped_gives_its_waker_back() {
    check!(|| {
        let runtime = Runtime::new().expect("a poller");
        let (first, last) = (CountingWaker::new(), CountingWaker::new());
        let mut sleep = runtime.sleep(Duration::from_secs(60));
        let _ = (first.poll(Pin::new(&mut sleep)), last.poll(Pin::new(&mut sleep)));
        let kept = first.clones_alive();
        assert!(
            kept == 0,
            "a sleep has moved from one task to another, and your timers keep {kept} wakers of the first"
        );
        drop(sleep);
        let kept = last.clones_alive();
        assert!(
            kept == 0,
            "a sleep of a minute is dropped at once, and your timers keep {kept} of its wakers"
        );
    });
}

#[test]
fn another_thread_ends_the_sleep() {
    check!(|| {
        crate::support::if_stuck(|| {
            "All tasks wait, the thread sleeps in the poller; then another thread woke a task. The note lies in the queue, and nobody has \
             rung: `Poller::notify` ends the sleep"
                .into()
        });
        let told = Arc::new(AtomicU64::new(0));
        let heard = Arc::clone(&told);
        run(|_| async move {
            let mut called = false;
            poll_fn(move |cx| {
                if !std::mem::replace(&mut called, true) {
                    let (told, waker) = (Arc::clone(&heard), cx.waker().clone());
                    thread::spawn(move || {
                        // Long enough for the other to fall asleep. If it has not, the check is only easier to pass.
                        thread::sleep(Duration::from_millis(50));
                        told.store(1, SeqCst);
                        waker.wake();
                    });
                }
                if heard.load(SeqCst) == 1 { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        });
        assert!(told.load(SeqCst) == 1, "the task was over before the other thread had said anything");
    });
}

#[test]
fn an_answer_in_many_pieces_arrives_whole() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A page came in pieces. After each wait the socket must be asked again, and each time it says that it would block the waker must \
             be left in the table *and* the poller armed: it tells once"
                .into()
        });
        let server = Server::start().unwrap();
        let addr = server.addr();
        let lengths = run(|runtime| async move {
            [page(&runtime, addr, "/drip/20").await.len(), page(&runtime, addr, "/bytes/300000").await.len()]
        });
        assert!(
            lengths == [20, 300_000],
            "one page comes byte by byte, 20 of them, the other has 300,000 bytes; of the two your runtime got {lengths:?}"
        );
    });
}

#[test]
fn a_connection_that_is_refused_says_so() {
    check!(|| {
        crate::support::if_stuck(|| "Nobody listens there, and the task that connects waits for ever".into());
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let refused = run(|runtime| async move { get(&runtime, nobody, "/").await });
        let refused = refused.map(|_| ()).map_err(|error| error.kind());
        assert!(
            refused == Err(io::ErrorKind::ConnectionRefused),
            "nobody listens at that address, and the task was told {refused:?}"
        );
    });
}

#[test]
fn the_poller_is_visited_though_tasks_are_always_ready() {
    check!(|| {
        crate::support::if_stuck(|| {
            "One task gives way again and again, so the queue is never empty; another waits for a page and for a timer. They are never \
             told: the poller must be visited after some polls, however many tasks are ready (I7)"
                .into()
        });
        let server = Server::start().unwrap();
        let addr = server.addr();
        run(|runtime| async move {
            let over = Rc::new(Cell::new(false));
            let seen = Rc::clone(&over);
            let busy = runtime.spawn(async move {
                while !seen.get() {
                    yield_now().await;
                }
            });
            runtime.sleep(Duration::from_millis(10)).await;
            page(&runtime, addr, "/delay/10").await;
            over.set(true);
            done(busy).await;
        });
    });
}

#[test]
fn block_on_ends_though_another_is_always_ready() {
    check!(|| {
        let runtime = Runtime::new().expect("a poller");
        let polls = Rc::new(Cell::new(0));
        let counted = Rc::clone(&polls);
        drop(runtime.spawn(async move {
            // Ready again and again, but not for ever: or nobody could tell what happened.
            while counted.get() < 10_000 {
                counted.set(counted.get() + 1);
                yield_now().await;
            }
        }));
        block_on(&runtime, async {});
        let polls = polls.get();
        assert!(
            polls < 1000,
            "`block_on(async {{}})` has nothing to wait for; beside it a task gives way again and again, and had {polls} polls before \
             `block_on` returned. Ask whether its own task is over after each turn, not only when nobody is ready"
        );
    });
}

#[test]
fn a_timers_waker_may_come_back_to_the_timers() {
    check!(|| {
        let came_back = Rc::new(Cell::new(None));
        let said = Rc::clone(&came_back);
        run(|runtime| async move {
            let other = Rc::new(RefCell::new(Some(Box::pin(runtime.sleep(Duration::from_secs(60))))));
            let mut first = Box::pin(runtime.sleep(Duration::from_millis(10)));
            // Who waits for the first of two sleeps drops the other when it is woken.
            let waker = when_woken({
                let other = Rc::clone(&other);
                move || {
                    let dropped = catch_unwind(AssertUnwindSafe(|| drop(other.take())));
                    said.set(Some(dropped.is_ok()));
                }
            });
            let mut with = Context::from_waker(&waker);
            let polled = other.borrow_mut().as_mut().map(|other| other.as_mut().poll(&mut with).is_pending());
            assert!(
                polled == Some(true) && first.as_mut().poll(&mut with).is_pending(),
                "a sleep of 10 ms, or of a minute, was over at once"
            );
            runtime.sleep(Duration::from_millis(30)).await;
        });
        let came_back = came_back.get();
        assert!(
            came_back != Some(false),
            "a sleep's time had come, and its waker was woken while your timers were borrowed; what it ran dropped another sleep, and \
             the `RefCell` panicked (invariant I5). A borrow in the head of a `for` lasts to the closing brace: take out who is due in a \
             `let`, then wake them"
        );
        assert!(came_back.is_some(), "a sleep's time had come, and its waker was not woken");
    });
}

#[test]
fn a_task_is_polled_when_there_is_something_for_it() {
    check!(|| {
        let server = Server::start().unwrap();
        let addr = server.addr();
        let polls = run(|runtime| async move {
            let (mut asking, mut polls) = (Box::pin(page(&runtime, addr, "/delay/300")), 0);
            poll_fn(|cx| {
                polls += 1;
                asking.as_mut().poll(cx).map(|_| ())
            })
            .await;
            polls
        });
        assert!(
            polls < 50,
            "a task asked for a page and waited 300 ms for it, and was polled {polls} times meanwhile. A socket can nearly always be \
             written to: arm it for what the task waits for, and for nothing else"
        );
    });
}

#[test]
fn while_all_wait_no_cpu_is_used() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A task waits for a page, which has come, and another one for a timer of a minute".into()
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let watcher = thread::spawn(move || {
            let (mut client, _) = listener.accept().unwrap();
            let _ = client.read(&mut [0; 4096]);
            let others = what_the_others_do(Duration::from_millis(300));
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
            others
        });
        run(|runtime| async move {
            let sleeper = runtime.clone();
            drop(runtime.spawn(async move { sleeper.sleep(Duration::from_secs(60)).await }));
            page(&runtime, addr, "/").await;
        });
        let others = watcher.join().unwrap();
        assert!(
            others == Others::Sleep,
            "one task waited for a page, another one for a timer, and meanwhile the thread {}: something is asked again and again. While \
             no task is ready, `visit` may wait until the next timer, and does not look every now and then; a socket is armed for what \
             its task waits for, and only after it would have blocked; and a task that waits wakes nobody",
            if others == Others::Spin { "used the CPU all the time" } else { "woke up now and then" }
        );
    });
}

#[test]
fn a_hundred_pages_of_one_second() {
    check!(within 8, || {
        let server = Rc::new(Server::start().unwrap());
        let addr = server.addr();
        let cpu = thread_cpu();
        let got = run(|runtime| async move {
            let tasks: Vec<_> = (0..100)
                .map(|_| {
                    let own = runtime.clone();
                    runtime.spawn(async move {
                        let answer = get(&own, addr, "/delay/1000").await;
                        (answer.is_ok_and(|answer| body(&answer) == b"ok"), thread::current().id())
                    })
                })
                .collect();
            let mut good = 0;
            for task in tasks {
                let (ok, thread) = done(task).await;
                good += usize::from(ok && thread == thread::current().id());
            }
            good
        });
        let most = server.counts().most_in_flight;
        assert!(got == 100, "of 100 pages {got} came, to tasks on this thread");
        assert!(
            most == 100,
            "the server never had more than {most} of the 100 requests at once: all can wait at the same time"
        );
        if let (Some(before), Some(now)) = (cpu, thread_cpu()) {
            let used = now - before;
            assert!(
                used < Duration::from_millis(1000),
                "a hundred tasks waited for a second, and the thread used {used:?} of CPU time meanwhile"
            );
        }
    });
}
