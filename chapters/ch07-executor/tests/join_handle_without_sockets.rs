//! What a task's handle tells, and when.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll};

use ch07_executor::{JoinError, JoinHandle, join, yield_now};
use lab::probe::CountingWaker;
use support::foreign_waker::{Happened, foreign_waker};
use support::{OnDrop, count, counted, ends, executor};

#[test]
fn a_handle_that_is_dropped_lets_the_task_go_on() {
    ends("a handle that is dropped lets the task go on", || {
        let mut executor = executor();
        let turns = count();
        let seen = Rc::clone(&turns);
        drop(executor.spawner().spawn(async move {
            for _ in 0..3 {
                seen.update(|n| n + 1);
                yield_now().await;
            }
        }));
        executor.block_on(async {
            for _ in 0..5 {
                yield_now().await;
            }
        });
        assert_eq!((turns.get(), executor.tasks()), (3, 0));
    });
}

#[test]
fn a_task_that_is_cancelled_before_its_first_poll_is_never_polled() {
    ends("a task that is cancelled before its first poll is never polled", || {
        let mut executor = executor();
        let (polls, held) = (count(), Rc::new(()));
        let task = executor.spawner().spawn(counted(Rc::clone(&polls), {
            let held = Rc::clone(&held);
            async move { drop(held) }
        }));
        task.cancel();
        assert_eq!(executor.block_on(task), Err(JoinError::Cancelled));
        assert_eq!((polls.get(), Rc::strong_count(&held), executor.tasks()), (0, 1, 0));
    });
}

#[test]
fn when_the_handle_of_a_cancelled_task_resolves_all_that_it_held_is_free() {
    ends("when the handle of a cancelled task resolves all that it held is free", || {
        let mut executor = executor();
        let held = Rc::new(());
        let task = executor.spawner().spawn({
            let held = Rc::clone(&held);
            async move {
                let _held = held;
                pending::<()>().await;
            }
        });
        executor.block_on(async {
            yield_now().await;
            assert_eq!(Rc::strong_count(&held), 2, "it has started, and waits");
            task.cancel();
            assert_eq!(Rc::strong_count(&held), 2, "it is dropped at its own turn, not inside of `cancel`");
            assert!(!task.is_finished());
            assert_eq!(task.await, Err(JoinError::Cancelled));
            assert_eq!(Rc::strong_count(&held), 1);
        });
    });
}

#[test]
fn the_waiter_is_woken_only_when_the_future_is_gone_even_one_that_was_never_polled() {
    ends("the waiter is woken only when the future is gone even one that was never polled", || {
        for started in [false, true] {
            let mut executor = executor();
            let held = Arc::new(());
            let mut task = executor.spawner().spawn({
                let held = Arc::clone(&held);
                async move {
                    let _held = held;
                    pending::<()>().await;
                }
            });
            if started {
                executor.block_on(yield_now());
            }
            let seen = Arc::new(AtomicUsize::new(0));
            let waker = foreign_waker({
                let seen = Arc::clone(&seen);
                move |happened| {
                    if happened != Happened::Woken {
                        return;
                    }
                    let _ = seen.compare_exchange(0, Arc::strong_count(&held), SeqCst, SeqCst);
                }
            });
            assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
            drop(executor);
            assert_eq!(
                seen.load(SeqCst),
                1,
                "told of the end while the future still held something ({started})"
            );
        }
    });
}

#[test]
fn a_task_that_is_over_cannot_be_cancelled() {
    ends("a task that is over cannot be cancelled", || {
        let mut executor = executor();
        let task = executor.spawner().spawn(ready("done"));
        executor.block_on(yield_now());
        assert!(task.is_finished());
        task.cancel();
        assert_eq!(executor.block_on(task), Ok("done"));
    });
}

#[test]
fn a_task_may_cancel_itself() {
    ends("a task may cancel itself", || {
        let mut executor = executor();
        let own: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
        let reached = Rc::new(Cell::new(0));
        let task = executor.spawner().spawn({
            let (own, reached) = (Rc::clone(&own), Rc::clone(&reached));
            async move {
                own.borrow().as_ref().unwrap().cancel();
                reached.set(1); // it goes on to its next await, and no further
                yield_now().await;
                reached.set(2);
            }
        });
        *own.borrow_mut() = Some(task);
        executor.block_on(yield_now());
        let task = own.take().unwrap();
        assert_eq!(executor.block_on(task), Err(JoinError::Cancelled));
        assert_eq!(reached.get(), 1);
    });
}

#[test]
fn a_task_may_wait_for_another_and_be_cancelled_meanwhile() {
    ends("a task may wait for another and be cancelled meanwhile", || {
        let mut executor = executor();
        let spawner = executor.spawner();
        executor.block_on(async {
            let inner = spawner.spawn(async {
                yield_now().await;
                yield_now().await;
                7
            });
            let outer = spawner.spawn(async move { inner.await.unwrap() * 6 });
            assert_eq!(outer.await, Ok(42));

            let inner = spawner.spawn(pending::<()>());
            let outer = spawner.spawn(inner);
            yield_now().await;
            outer.cancel();
            assert_eq!(outer.await, Err(JoinError::Cancelled));
            // Its handle was dropped with the one that waited: so it goes on, alone.
        });
        assert_eq!(executor.tasks(), 1);
    });
}

#[test]
fn two_tasks_that_wait_for_one_another_can_both_be_cancelled() {
    ends("a ring of two tasks", || {
        let mut executor = executor();
        let spawner = executor.spawner();
        executor.block_on(async {
            let slot: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
            let first = spawner.spawn({
                let slot = Rc::clone(&slot);
                async move {
                    let other = slot.take().unwrap();
                    let _ = other.await;
                }
            });
            let id = first.id();
            let second = spawner.spawn(async move {
                let _ = first.await;
            });
            *slot.borrow_mut() = Some(second);
            for _ in 0..3 {
                yield_now().await;
            }
            let tasks = spawner.tasks().await;
            assert_eq!(tasks.len(), 2);
            assert!(tasks.iter().any(|task| task.id == id));
            assert!(tasks.iter().all(|task| !task.ready), "nobody polls without a reason");
        });
        drop(executor); // both hold one another's handles: a drop ends it
    });
}

#[test]
fn only_the_newest_waker_of_a_handle_is_woken() {
    ends("only the newest waker of a handle is woken", || {
        let mut executor = executor();
        let mut task = executor.spawner().spawn(async {});
        let [old, new] = [CountingWaker::new(), CountingWaker::new()];
        assert!(old.poll(Pin::new(&mut task)).is_pending());
        assert!(new.poll(Pin::new(&mut task)).is_pending());
        assert_eq!(old.clones_alive(), 0);
        executor.block_on(yield_now());
        assert_eq!((old.wakes(), new.wakes(), new.clones_alive()), (0, 1, 0));
        assert!(new.poll(Pin::new(&mut task)).is_ready());
    });
}

#[test]
fn a_handle_that_is_asked_after_it_has_answered_says_so() {
    ends("a handle that is asked after it has answered says so", || {
        let mut executor = executor();
        let mut task = executor.spawner().spawn(ready(1));
        assert_eq!(executor.block_on(&mut task), Ok(1));
        let asked = catch_unwind(AssertUnwindSafe(|| CountingWaker::new().poll(Pin::new(&mut task))));
        let panic = asked.expect_err("an answer for ever pending is a hang without a name");
        assert!(ch02_threads::thread_pool::panic_message(&*panic).contains("after it had given its outcome"));
    });
}

#[test]
fn cancelling_one_of_two_in_a_join_leaves_the_other() {
    ends("cancelling one of two in a join leaves the other", || {
        let mut executor = executor();
        let spawner = executor.spawner();
        let both = executor.block_on(async {
            let (a, b) = (spawner.spawn(pending::<()>()), spawner.spawn(async { 2 }));
            a.cancel();
            join(a, b).await
        });
        assert_eq!(both, (Err(JoinError::Cancelled), Ok(2)));
    });
}

#[test]
fn a_cancelled_future_that_makes_a_task_in_its_drop_gets_it_run() {
    ends("a task made in a drop", || {
        let mut executor = executor();
        let spawner = executor.spawner();
        let made: Rc<RefCell<Option<JoinHandle<i32>>>> = Rc::default();
        let task = executor.spawner().spawn({
            let (made, spawner) = (Rc::clone(&made), executor.spawner());
            async move {
                let _last = OnDrop(move || *made.borrow_mut() = Some(spawner.spawn(async { 5 })));
                pending::<()>().await;
            }
        });
        executor.block_on(async {
            yield_now().await;
            task.cancel();
            assert_eq!(task.await, Err(JoinError::Cancelled));
            let last = made.take().unwrap();
            assert_eq!(last.await, Ok(5));
            assert_eq!(spawner.tasks().await.len(), 0);
        });
    });
}

#[test]
fn a_wait_that_is_given_up_leaves_nothing_with_the_task() {
    ends("a wait that is given up leaves nothing with the task", || {
        let mut executor = executor();
        let task = executor.spawner().spawn(yield_now());
        let waker = CountingWaker::new();
        let mut task = Box::pin(task);
        assert!(waker.poll(task.as_mut()).is_pending());
        drop(task); // detached
        executor.block_on(poll_fn(|_| Poll::Ready(())));
        executor.block_on(yield_now());
        executor.block_on(yield_now());
        assert_eq!((executor.tasks(), waker.clones_alive()), (0, 0));
    });
}
