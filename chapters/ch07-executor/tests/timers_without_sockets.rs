//! Sleeps and their timers, on the system's clock and on one that jumps.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::RefCell;
use std::future::{pending, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch07_executor::{
    Clock, ClockPark, Elapsed, LocalExecutor, Sleep, Timer, join_all, sleep_on, timeout_on, yield_now,
};
use lab::probe::CountingWaker;
use support::{count, counted, ends};

/// Centuries, for which an `Instant` still has a name.
const CENTURIES: Duration = Duration::from_secs(500 * 365 * 24 * 3600);

fn jumping() -> (Clock, LocalExecutor<ClockPark>) {
    let clock = Clock::virtual_time();
    let executor = LocalExecutor::new(ClockPark::new(&clock));
    (clock, executor)
}

fn on_the_systems_clock() -> (Clock, LocalExecutor<ClockPark>) {
    let clock = Clock::new();
    let executor = LocalExecutor::new(ClockPark::new(&clock));
    (clock, executor)
}

#[test]
fn a_sleep_is_two_polls_and_never_too_short() {
    ends("a sleep", || {
        for (clock, mut executor) in [jumping(), on_the_systems_clock()] {
            let (polls, time) = (count(), Duration::from_millis(20));
            let before = clock.now();
            executor.block_on(counted(Rc::clone(&polls), sleep_on(&clock, time)));
            assert!(clock.now() - before >= time);
            assert_eq!((polls.get(), clock.timers()), (2, 0));
        }
    });
}

#[test]
fn a_deadline_in_the_past_is_over_at_once() {
    ends("a deadline in the past is over at once", || {
        let (clock, mut executor) = jumping();
        clock.work(Duration::from_secs(60));
        let past = clock.now() - Duration::from_secs(30);
        let polls = count();
        executor.block_on(counted(Rc::clone(&polls), Sleep::until(&clock, Some(past))));
        executor.block_on(counted(Rc::clone(&polls), Sleep::until(&clock, Some(clock.now()))));
        executor.block_on(counted(Rc::clone(&polls), sleep_on(&clock, Duration::ZERO)));
        assert_eq!((polls.get(), clock.timers()), (3, 0));
    });
}

#[test]
fn a_deadline_centuries_away_is_kept_and_one_beyond_the_end_of_time_is_never() {
    ends("a wait beside sleeps that are very long", || {
        for (clock, mut executor) in [jumping(), on_the_systems_clock()] {
            let spawner = executor.spawner();
            let long = spawner.spawn(sleep_on(&clock, CENTURIES));
            let never = spawner.spawn(sleep_on(&clock, Duration::MAX));
            assert_eq!(sleep_on(&clock, Duration::MAX).deadline(), None);
            executor.block_on(sleep_on(&clock, Duration::from_millis(2)));
            assert_eq!(clock.timers(), 1, "never needs no timer");
            assert!(!long.is_finished() && !never.is_finished());
        }
    });
}

#[test]
fn a_clock_that_jumps_jumps_over_centuries() {
    ends("a clock that jumps jumps over centuries", || {
        let (clock, mut executor) = jumping();
        let before = clock.now();
        executor.block_on(sleep_on(&clock, CENTURIES));
        assert_eq!(clock.now() - before, CENTURIES);
    });
}

#[test]
fn equal_deadlines_fire_in_the_order_in_which_they_were_set() {
    let many: usize = if cfg!(miri) { 200 } else { 100_000 };
    ends("a hundred thousand timers", move || {
        let (clock, mut executor) = jumping();
        let spawner = executor.spawner();
        let start = clock.now();
        let order = Rc::new(RefCell::new(Vec::with_capacity(many)));
        for n in 0..many {
            let (clock, order) = (clock.clone(), Rc::clone(&order));
            // Ten different deadlines, set in no order of time: 7 is prime to 10.
            let deadline = start + Duration::from_secs(1 + (n as u64 * 7) % 10);
            drop(spawner.spawn(async move {
                Sleep::until(&clock, Some(deadline)).await;
                order.borrow_mut().push((clock.now(), deadline, n));
            }));
        }
        executor.block_on(yield_now());
        executor.block_on(async {
            yield_now().await; // all have been polled once
            assert_eq!(clock.timers(), many);
            sleep_on(&clock, Duration::from_secs(11)).await;
        });
        let order = order.borrow();
        assert_eq!(order.len(), many);
        assert!(order.iter().all(|(fired, deadline, _)| fired == deadline), "not at its time");
        assert!(order.is_sorted_by_key(|&(_, deadline, n)| (deadline, n)), "not in order");
        assert_eq!((clock.timers(), executor.tasks()), (0, 0));
    });
}

#[test]
fn a_hundred_thousand_sleeps_that_are_cancelled_leave_no_timer() {
    ends("a hundred thousand sleeps that are cancelled leave no timer", || {
        let many: usize = if cfg!(miri) { 100 } else { 100_000 };
        let (clock, mut executor) = jumping();
        let spawner = executor.spawner();
        let before = clock.now();
        let tasks: Vec<_> = (0..many).map(|_| spawner.spawn(sleep_on(&clock, CENTURIES))).collect();
        executor.block_on(async {
            yield_now().await;
            assert_eq!(clock.timers(), many);
            tasks.iter().for_each(|task| task.cancel());
            assert!(join_all(tasks).await.iter().all(Result::is_err));
        });
        assert_eq!((clock.timers(), executor.tasks(), clock.now()), (0, 0, before));
    });
}

#[test]
fn a_task_whose_sleeps_are_over_at_once_gives_way_all_the_same() {
    ends("a task beside one that sleeps for no time", || {
        let (clock, mut executor) = on_the_systems_clock();
        let timer = clock.clone();
        drop(executor.spawner().spawn(async move {
            loop {
                sleep_on(&timer, Duration::ZERO).await;
            }
        }));
        executor.block_on(sleep_on(&clock, Duration::from_millis(1)));
    });
}

#[test]
fn a_timer_fires_beside_a_task_that_wakes_itself_for_ever() {
    ends("a sleep beside a hog", || {
        let (clock, mut executor) = on_the_systems_clock();
        drop(executor.spawner().spawn(async {
            loop {
                yield_now().await;
            }
        }));
        executor.block_on(sleep_on(&clock, Duration::from_millis(1)));
    });
}

#[test]
fn a_sleep_that_moves_to_another_task_wakes_that_one() {
    ends("a sleep that moves to another task wakes that one", || {
        let (clock, mut executor) = jumping();
        let mut sleep = Box::pin(sleep_on(&clock, Duration::from_secs(1)));
        let old = CountingWaker::new();
        assert!(old.poll(sleep.as_mut()).is_pending());
        assert_eq!(old.clones_alive(), 1);
        executor.block_on(sleep);
        assert_eq!((old.wakes(), old.clones_alive(), clock.timers()), (0, 0, 0));
    });
}

#[test]
fn a_sleep_that_is_polled_in_vain_keeps_its_place_and_one_timer() {
    ends("a sleep that is polled in vain keeps its place and one timer", || {
        let (clock, _executor) = jumping();
        let mut sleep = sleep_on(&clock, Duration::from_secs(1));
        let waker = CountingWaker::new();
        for _ in 0..100 {
            assert!(waker.poll(Pin::new(&mut sleep)).is_pending());
        }
        assert_eq!((clock.timers(), waker.clones_alive(), waker.wakes()), (1, 1, 0));
        drop(sleep);
        assert_eq!((clock.timers(), waker.clones_alive()), (0, 0));
    });
}

#[test]
fn a_timeout_gives_the_output_or_says_that_it_is_over() {
    ends("a timeout gives the output or says that it is over", || {
        let (clock, mut executor) = jumping();
        let limit = Duration::from_secs(1);
        executor.block_on(async {
            assert_eq!(timeout_on(&clock, limit, ready(1)).await, Ok(1));
            assert_eq!(timeout_on(&clock, limit, pending::<()>()).await, Err(Elapsed(limit)));
            // Both at the same time: who is done in time has not been late.
            assert_eq!(timeout_on(&clock, limit, sleep_on(&clock, limit)).await, Ok(()));
            assert_eq!(timeout_on(&clock, Duration::MAX, sleep_on(&clock, limit)).await, Ok(()));
            assert_eq!(
                timeout_on(&clock, Duration::ZERO, pending::<()>()).await,
                Err(Elapsed(Duration::ZERO))
            );
            assert_eq!(timeout_on(&clock, Duration::ZERO, ready(2)).await, Ok(2));
        });
        assert_eq!(clock.timers(), 0);
    });
}

#[test]
fn what_a_timeout_gives_up_is_dropped_before_it_says_so() {
    ends("what a timeout gives up is dropped before it says so", || {
        let (clock, mut executor) = jumping();
        let held = Rc::new(());
        executor.block_on(async {
            let held_too = Rc::clone(&held);
            let slow = async move {
                let _held = held_too;
                pending::<()>().await;
            };
            assert!(timeout_on(&clock, Duration::from_secs(1), slow).await.is_err());
            assert_eq!(Rc::strong_count(&held), 1);
        });
    });
}

#[test]
fn an_idle_thread_sleeps_until_its_timer_and_is_not_asked_before() {
    ends("a sleep of a thread that has nothing else to do", || {
        let (clock, mut executor) = on_the_systems_clock();
        let polls = count();
        let before = Instant::now();
        let waits = counted(Rc::clone(&polls), async {
            for _ in 0..5 {
                sleep_on(&clock, Duration::from_millis(2)).await;
            }
        });
        executor.block_on(waits);
        assert!(before.elapsed() >= Duration::from_millis(10));
        // Fewer on a busy machine: a time that is over when it is first asked for needs no timer.
        assert!(polls.get() <= 6, "{} polls: one to begin, and one for each timer", polls.get());
    });
}
