//! What the executor promises its tasks, with nothing but a thread that parks.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use ch07_executor::{Clock, ClockPark, LocalExecutor, Spawner, join_all, sleep_on, yield_now};
use support::foreign_waker::{Happened, foreign_waker};
use support::{count, counted, ends, executor};

/// Waits until somebody else wakes it; gives its waker to whoever asks.
async fn once_woken(give: impl FnOnce(Waker)) {
    let mut give = Some(give);
    poll_fn(move |cx| match give.take() {
        Some(give) => {
            give(cx.waker().clone());
            Poll::Pending
        }
        None => Poll::Ready(()),
    })
    .await;
}

#[test]
fn tasks_run_in_the_order_of_their_making() {
    ends("tasks run in the order of their making", || {
        let mut executor = executor();
        let order = Rc::new(RefCell::new(Vec::new()));
        for n in 0..5 {
            let order = Rc::clone(&order);
            drop(executor.spawner().spawn(async move {
                order.borrow_mut().push(n);
                yield_now().await;
                order.borrow_mut().push(n + 10);
            }));
        }
        executor.block_on(async {
            yield_now().await;
            yield_now().await;
        });
        assert_eq!(*order.borrow(), [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]);
        assert_eq!(executor.tasks(), 0);
    });
}

#[test]
fn a_thousand_wakes_before_the_next_turn_are_one_poll() {
    ends("a thousand wakes before the next turn are one poll", || {
        let mut executor = executor();
        let (polls, wakers) = (count(), Rc::new(RefCell::new(None)));
        let keep = Rc::clone(&wakers);
        let waits = once_woken(move |waker| *keep.borrow_mut() = Some(waker));
        let task = executor.spawner().spawn(counted(Rc::clone(&polls), waits));
        executor.block_on(yield_now());
        assert_eq!(polls.get(), 1);
        let waker: Waker = wakers.take().unwrap();
        for _ in 0..1_000 {
            waker.wake_by_ref();
        }
        executor.block_on(task).unwrap();
        assert_eq!(polls.get(), 2);
    });
}

#[test]
fn a_wake_after_the_end_finds_nobody() {
    ends("a wake after the end finds nobody", || {
        let mut executor = executor();
        let (give, wakers) = mpsc::channel();
        let task = executor.spawner().spawn(poll_fn(move |cx| {
            give.send(cx.waker().clone()).unwrap();
            Poll::Ready(())
        }));
        executor.block_on(task).unwrap();
        let waker = wakers.recv().unwrap();
        let polls = count();
        let other = executor.spawner().spawn(counted(Rc::clone(&polls), yield_now()));
        for _ in 0..100 {
            waker.wake_by_ref();
            thread::spawn({
                let waker = waker.clone();
                move || waker.wake()
            })
            .join()
            .unwrap();
        }
        executor.block_on(other).unwrap();
        assert_eq!(polls.get(), 2, "the wakes were meant for another, who is gone");
    });
}

#[test]
fn wakes_from_eight_threads_at_once_are_all_heard() {
    const THREADS: usize = 8;
    let rounds = if cfg!(miri) { 20 } else { 2_000 };
    ends("wakes from eight threads", move || {
        let mut executor = executor();
        let spawner = executor.spawner();
        // Each task is woken by a thread of its own, again and again; each wake is the answer to one poll.
        let tasks: Vec<_> = (0..THREADS)
            .map(|_| {
                let (ask, asked) = mpsc::channel::<(Waker, Arc<AtomicUsize>, usize)>();
                thread::spawn(move || {
                    for (waker, answer, round) in asked {
                        answer.store(round, SeqCst);
                        waker.wake();
                    }
                });
                spawner.spawn(async move {
                    let answer = Arc::new(AtomicUsize::new(0));
                    for round in 1..=rounds {
                        let mut asked = false;
                        poll_fn(|cx| {
                            if !asked {
                                asked = true;
                                ask.send((cx.waker().clone(), Arc::clone(&answer), round)).unwrap();
                            }
                            match answer.load(SeqCst) == round {
                                true => Poll::Ready(()),
                                false => Poll::Pending,
                            }
                        })
                        .await;
                    }
                })
            })
            .collect();
        executor.block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!(executor.tasks(), 0);
    });
}

#[test]
fn eight_threads_that_wake_one_task_are_never_more_polls_than_wakes() {
    ends("eight threads that wake one task", || {
        let mut executor = executor();
        let (polls, wakes) = (count(), Arc::new(AtomicUsize::new(0)));
        let seen = Arc::clone(&wakes);
        let mut threads = Vec::new();
        let task = poll_fn(move |cx| {
            if threads.is_empty() {
                threads.extend((0..8).map(|_| {
                    let (waker, wakes) = (cx.waker().clone(), Arc::clone(&wakes));
                    thread::spawn(move || {
                        for _ in 0..100 {
                            wakes.fetch_add(1, SeqCst);
                            waker.wake_by_ref();
                        }
                    })
                }));
            }
            // Whoever counts also wakes, afterwards: so the last count is always seen.
            match wakes.load(SeqCst) == 800 {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        });
        let task = executor.spawner().spawn(counted(Rc::clone(&polls), task));
        executor.block_on(task).unwrap();
        assert_eq!(seen.load(SeqCst), 800);
        assert!((1..=801).contains(&polls.get()), "{} polls for 800 wakes", polls.get());
    });
}

#[test]
fn i3_a_wake_during_the_poll_leads_to_another_poll() {
    ends("a task that is woken in the middle of its poll", || {
        let mut executor = executor();
        let polls = count();
        let waits = once_woken(|waker| thread::spawn(move || waker.wake()).join().unwrap());
        let task = executor.spawner().spawn(counted(Rc::clone(&polls), waits));
        executor.block_on(task).unwrap();
        assert_eq!(polls.get(), 2);
    });
}

#[test]
fn two_tasks_that_only_give_way_share_the_thread() {
    ends("two tasks that only give way share the thread", || {
        let mut executor = executor();
        let turns = [count(), count()];
        for turns in &turns {
            let turns = Rc::clone(turns);
            drop(executor.spawner().spawn(async move {
                loop {
                    turns.update(|n| n + 1);
                    yield_now().await;
                }
            }));
        }
        let rounds = if cfg!(miri) { 100 } else { 10_000 };
        executor.block_on(async {
            for _ in 0..rounds {
                yield_now().await;
            }
        });
        let [a, b] = turns.map(|turns| turns.get());
        assert!(a >= rounds, "{a} turns");
        assert!(a.abs_diff(b) * 100 <= a + b, "{a} and {b} turns: not 50:50 within 1 %");
    });
}

#[test]
fn a_waker_that_makes_a_task_when_it_is_woken_gets_it_run() {
    thread_local! {
        static HERE: RefCell<Option<Spawner>> = const { RefCell::new(None) };
    }
    ends("a task made by a waker", || {
        let clock = Clock::virtual_time();
        let mut executor = LocalExecutor::new(ClockPark::new(&clock));
        HERE.set(Some(executor.spawner()));
        let run = Arc::new(AtomicBool::new(false));
        // Somebody stands between the task and the timer: it makes a task before it passes the call on.
        let mut sleep = sleep_on(&clock, Duration::from_secs(1));
        executor.block_on(poll_fn(|cx| {
            let (parent, run) = (cx.waker().clone(), Arc::clone(&run));
            let between = foreign_waker(move |happened| {
                if happened == Happened::Woken {
                    let run = Arc::clone(&run);
                    HERE.with_borrow(|spawner| {
                        drop(spawner.as_ref().unwrap().spawn(async move { run.store(true, SeqCst) }));
                    });
                    parent.wake_by_ref();
                }
            });
            Pin::new(&mut sleep).poll(&mut Context::from_waker(&between))
        }));
        executor.block_on(yield_now());
        HERE.set(None);
        assert!(run.load(SeqCst), "the task was made, and is never run");
        assert_eq!(executor.tasks(), 0);
    });
}

#[test]
fn the_list_of_tasks_is_whole_for_whoever_asks() {
    ends("the list of tasks is whole for whoever asks", || {
        let mut executor = executor();
        let spawner = executor.spawner();
        let names = executor.block_on(async {
            drop(spawner.spawn_named("waits", pending::<()>()));
            drop(spawner.spawn_named("ends", async {}));
            let mut list = pin!(spawner.tasks());
            // Asked twice before the executor has had a turn: a list that is not there yet is no list.
            poll_fn(|cx| {
                assert!(list.as_mut().poll(cx).is_pending());
                match list.as_mut().poll(cx) {
                    Poll::Ready(tasks) => panic!("an answer before the question was seen: {tasks:?}"),
                    Poll::Pending => Poll::Ready(()),
                }
            })
            .await;
            let names = list.await.into_iter().map(|task| task.name.unwrap().into_owned());
            names.collect::<Vec<_>>()
        });
        assert_eq!(names, ["waits"]);
    });
}

#[test]
fn a_late_wake_of_one_of_many_does_not_lose_its_output() {
    ends("a late wake of one of many does not lose its output", || {
        let mut executor = executor();
        let (give, wakers) = mpsc::channel::<Waker>();
        let early = poll_fn(move |cx| {
            give.send(cx.waker().clone()).unwrap();
            Poll::Ready("early")
        });
        let late = async {
            yield_now().await;
            wakers.recv().unwrap().wake(); // the other is over
            yield_now().await;
            "late"
        };
        let either: [Pin<Box<dyn Future<Output = &str>>>; 2] = [Box::pin(early), Box::pin(late)];
        assert_eq!(executor.block_on(join_all(either)), ["early", "late"]);
    });
}
