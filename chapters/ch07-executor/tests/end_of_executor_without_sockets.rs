//! An executor that is dropped with tasks pending, and what is kept of it.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::RefCell;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use ch07_executor::{Clock, ClockPark, JoinError, JoinHandle, LocalExecutor, sleep_on, yield_now};
use support::{OnDrop, ends, executor};

#[test]
fn tasks_are_dropped_with_it_in_the_order_of_their_making() {
    ends("tasks are dropped with it in the order of their making", || {
        let mut executor = executor();
        let order = Rc::new(RefCell::new(Vec::new()));
        let handles: Vec<_> = (0..4)
            .map(|n| {
                let order = Rc::clone(&order);
                executor.spawner().spawn(async move {
                    let _note = OnDrop(move || order.borrow_mut().push(n));
                    pending::<()>().await;
                })
            })
            .collect();
        executor.block_on(yield_now());
        drop(executor);
        assert_eq!(*order.borrow(), [0, 1, 2, 3]);
        assert!(handles.iter().all(JoinHandle::is_finished));
    });
}

#[test]
fn a_handle_that_is_kept_says_cancelled() {
    ends("a handle that is kept says cancelled", || {
        let started = {
            let mut executor = executor();
            let started = executor.spawner().spawn(pending::<()>());
            executor.block_on(yield_now());
            started
        };
        let never_run = executor().spawner().spawn(async {});
        let mut other = executor();
        assert_eq!(other.block_on(started), Err(JoinError::Cancelled));
        assert_eq!(other.block_on(never_run), Err(JoinError::Cancelled));
    });
}

#[test]
fn a_spawner_that_is_kept_makes_only_cancelled_tasks() {
    ends("a spawner that is kept makes only cancelled tasks", || {
        let spawner = executor().spawner();
        let held = Rc::new(());
        let task = spawner.spawn({
            let held = Rc::clone(&held);
            async move { drop(held) }
        });
        assert_eq!(Rc::strong_count(&held), 1, "the future is dropped at once");
        assert!(task.is_finished());
        task.cancel();
        assert_eq!(executor().block_on(task), Err(JoinError::Cancelled));
    });
}

#[test]
fn drops_may_make_tasks_wake_tasks_and_cancel_them() {
    ends("an executor that is dropped", || {
        let mut executor = executor();
        let spawner = executor.spawner();
        let waker: Rc<RefCell<Option<Waker>>> = Rc::default();
        let other = spawner.spawn({
            let waker = Rc::clone(&waker);
            poll_fn(move |cx| {
                *waker.borrow_mut() = Some(cx.waker().clone());
                Poll::<()>::Pending
            })
        });
        let late: Rc<RefCell<Vec<JoinHandle<()>>>> = Rc::default();
        for _ in 0..2 {
            let (waker, late, spawner) = (Rc::clone(&waker), Rc::clone(&late), executor.spawner());
            let sibling = spawner.spawn(pending::<()>());
            drop(spawner.clone().spawn(async move {
                let _busy = OnDrop(move || {
                    let waker = waker.borrow().clone().unwrap();
                    waker.wake_by_ref();
                    thread::spawn(move || waker.wake()).join().unwrap();
                    sibling.cancel();
                    let again = spawner.clone();
                    let nested = OnDrop(move || drop(again.spawn(pending::<()>())));
                    let made = spawner.spawn(async move {
                        let _nested = nested;
                        pending::<()>().await;
                    });
                    late.borrow_mut().push(made);
                });
                pending::<()>().await;
            }));
        }
        executor.block_on(yield_now());
        drop(executor);
        assert_eq!(late.borrow().len(), 2);
        assert!(late.borrow().iter().all(JoinHandle::is_finished), "made after the end: cancelled");
        assert!(other.is_finished());
    });
}

#[test]
fn a_drop_that_panics_does_not_keep_the_others_from_being_dropped() {
    ends("a drop that panics does not keep the others from being dropped", || {
        let mut executor = executor();
        let handles: Vec<_> = (0..3)
            .map(|n| {
                executor.spawner().spawn(async move {
                    let _bomb = OnDrop(move || assert_ne!(n, 1, "a drop that panics"));
                    pending::<()>().await;
                })
            })
            .collect();
        executor.block_on(yield_now());
        drop(executor);
        assert!(handles.iter().all(JoinHandle::is_finished));
    });
}

#[test]
fn a_waker_that_is_kept_may_be_woken_from_anywhere() {
    ends("a waker whose executor is gone", || {
        let (give, wakers) = mpsc::channel();
        let held = Rc::new(());
        {
            let mut executor = executor();
            let held = Rc::clone(&held);
            drop(executor.spawner().spawn(async move {
                let _held = held;
                poll_fn(|cx| {
                    give.send(cx.waker().clone()).unwrap();
                    Poll::<()>::Pending
                })
                .await;
            }));
            executor.block_on(yield_now());
        }
        assert_eq!(Rc::strong_count(&held), 1, "a waker keeps no future alive");
        let waker = wakers.recv().unwrap();
        waker.wake_by_ref();
        thread::spawn(move || waker.wake()).join().unwrap();
    });
}

#[test]
fn a_timer_is_unset_when_its_task_is_dropped() {
    ends("a timer is unset when its task is dropped", || {
        let clock = Clock::virtual_time();
        let mut executor = LocalExecutor::new(ClockPark::new(&clock));
        let tasks: Vec<_> =
            (0..10).map(|n| executor.spawner().spawn(sleep_on(&clock, Duration::from_secs(n + 1)))).collect();
        executor.block_on(yield_now());
        assert_eq!(clock.timers(), 10);
        executor.block_on(async {
            for task in &tasks[..5] {
                task.cancel();
            }
            yield_now().await;
        });
        assert_eq!(clock.timers(), 5);
        drop(executor);
        assert_eq!(clock.timers(), 0);
    });
}
