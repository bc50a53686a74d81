//! Invariant I5: a waker of somebody else's may come back to whatever holds it, when it is woken, cloned or dropped.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::pin::Pin;
use std::task::{Context, Waker};
use std::time::Duration;

use ch07_executor::{
    Clock, ClockPark, JoinHandle, LocalExecutor, Spawner, Timer, join_all, sleep_on, yield_now,
};
use support::foreign_waker::foreign_waker;
use support::{ends, executor};

thread_local! {
    static CLOCK: RefCell<Option<Clock>> = const { RefCell::new(None) };
    static SPAWNER: RefCell<Option<Spawner>> = const { RefCell::new(None) };
    static HANDLE: RefCell<Option<JoinHandle<()>>> = const { RefCell::new(None) };
    static RE_ENTERED: Cell<u64> = const { Cell::new(0) };
}

/// Uses whatever of the above is set.
fn re_entering() -> Waker {
    foreign_waker(|_| {
        if let Some(clock) = CLOCK.with_borrow(Clone::clone) {
            RE_ENTERED.set(RE_ENTERED.get() + 1);
            let key = clock.set_timer(clock.now(), Waker::noop().clone());
            assert!(clock.change_timer(key, Waker::noop()));
            clock.cancel_timer(key);
        }
        if let Some(spawner) = SPAWNER.with_borrow(Clone::clone) {
            RE_ENTERED.set(RE_ENTERED.get() + 1);
            let task = spawner.spawn(async {});
            task.cancel();
            let mut all = Box::pin(spawner.tasks());
            assert!(all.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        if let Some(mut handle) = HANDLE.take() {
            RE_ENTERED.set(RE_ENTERED.get() + 1);
            handle.cancel();
            if !handle.is_finished() {
                let _ = Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop()));
            }
            HANDLE.set(Some(handle));
        }
    })
}

fn re_entered() -> u64 {
    RE_ENTERED.take()
}

fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> bool {
    Pin::new(future).poll(&mut Context::from_waker(waker)).is_ready()
}

#[test]
fn i5_a_waker_may_use_the_clock_that_wakes_it() {
    ends("i5 a waker may use the clock that wakes it", || {
        let clock = Clock::virtual_time();
        let mut executor = LocalExecutor::new(ClockPark::new(&clock));
        CLOCK.set(Some(clock.clone()));
        let mut sleep = sleep_on(&clock, Duration::from_secs(1));
        let [old, new] = [re_entering(), re_entering()];
        assert!(!poll(&mut sleep, &old));
        assert_eq!(re_entered(), 1, "cloned");
        assert!(!poll(&mut sleep, &new));
        assert_eq!(re_entered(), 2, "one cloned, the stale one dropped");
        executor.block_on(sleep_on(&clock, Duration::from_secs(2)));
        assert_eq!(re_entered(), 1, "woken");
        assert!(poll(&mut sleep, &new));
        let mut sleep = sleep_on(&clock, Duration::from_secs(1));
        assert!(!poll(&mut sleep, &new));
        drop(sleep);
        assert_eq!(re_entered(), 2, "cloned, and dropped with its timer");
        CLOCK.set(None);
        assert_eq!(clock.timers(), 0);
    });
}

#[test]
fn i5_a_waker_may_use_the_handle_that_wakes_it() {
    ends("i5 a waker may use the handle that wakes it", || {
        let mut executor = executor();
        let mut task = executor.spawner().spawn(yield_now());
        let [old, new] = [re_entering(), re_entering()];
        assert!(!poll(&mut task, &old));
        HANDLE.set(Some(task));
        drop(old); // the last but the one that is kept
        assert_eq!(re_entered(), 1);
        // The handle's own waker now is the one that the waker above has left.
        let mut task = HANDLE.take().unwrap();
        assert!(!poll(&mut task, &new));
        HANDLE.set(Some(task));
        executor.block_on(async {
            yield_now().await;
            yield_now().await;
        });
        assert!(re_entered() >= 1, "woken at the end of the task");
        drop(HANDLE.take());
        assert_eq!(executor.tasks(), 0);
    });
}

#[test]
fn i5_a_waker_may_make_tasks_and_ask_for_their_list() {
    ends("i5 a waker may make tasks and ask for their list", || {
        let mut executor = executor();
        SPAWNER.set(Some(executor.spawner()));
        let spawner = executor.spawner();
        let waker = re_entering();
        let mut list = Box::pin(spawner.tasks());
        assert!(list.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(re_entered(), 1, "cloned");
        let mut all = join_all([spawner.spawn(pending::<()>()), spawner.spawn(yield_now())]);
        assert!(!poll(&mut all, &waker));
        assert!(re_entered() >= 1, "cloned");
        executor.block_on(async { while spawner.tasks().await.len() > 1 {} });
        assert!(re_entered() >= 2, "woken with the list, and by the task that has ended");
        assert!(list.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
        drop((all, list, waker));
        SPAWNER.set(None);
        drop(executor);
    });
}
