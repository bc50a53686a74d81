//! A panic ends the task it happens in, and nothing else.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::RefCell;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use ch02_threads::thread_pool::panic_message;
use ch07_executor::{JoinError, JoinHandle, LocalExecutor, yield_now};
use support::{OnDrop, count, ends, executor};

fn panicked<T>(said: &str) -> Result<T, JoinError> {
    Err(JoinError::Panicked(said.to_owned()))
}

/// What panics when it is dropped.
fn bomb(says: &'static str) -> OnDrop<impl FnMut()> {
    OnDrop(move || panic!("{says}"))
}

/// Beside the task that panics stands another, before and after: both go on.
fn beside<T: 'static>(fails: impl Future<Output = T> + 'static) -> Result<T, JoinError> {
    let mut executor = executor();
    let spawner = executor.spawner();
    let outcome = executor.block_on(async {
        let others = |_| async {
            yield_now().await;
            yield_now().await;
            1
        };
        let before = spawner.spawn(others(()));
        let fails = spawner.spawn(fails);
        let after = spawner.spawn(others(()));
        let outcome = fails.await;
        assert_eq!((before.await, after.await), (Ok(1), Ok(1)));
        outcome
    });
    assert_eq!(executor.tasks(), 0);
    outcome
}

#[test]
fn a_panic_in_poll_arrives_as_an_error() {
    ends("a panic in poll arrives as an error", || {
        assert_eq!(beside(async { panic!("in poll") }), panicked::<()>("in poll"));
        let late = async {
            yield_now().await;
            panic!("number {}", 2);
        };
        assert_eq!(beside(late), panicked::<()>("number 2"));
    });
}

#[test]
fn a_panic_in_drop_arrives_with_its_message() {
    ends("a panic in drop arrives with its message", || {
        /// Done at once; its drop comes afterwards.
        struct Done(#[allow(dead_code)] Box<dyn std::any::Any>);
        impl Future for Done {
            type Output = i32;
            fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<i32> {
                std::task::Poll::Ready(1)
            }
        }
        assert_eq!(beside(Done(Box::new(bomb("in drop")))), panicked("in drop"));
    });
}

#[test]
fn a_panic_in_poll_and_another_in_drop_are_told_as_the_first() {
    ends("a panic in poll and another in drop are told as the first", || {
        struct Both(#[allow(dead_code)] Box<dyn std::any::Any>);
        impl Future for Both {
            type Output = ();
            fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<()> {
                panic!("in poll");
            }
        }
        assert_eq!(beside(Both(Box::new(bomb("in drop")))), panicked("in poll"));
    });
}

#[test]
fn a_panic_in_the_drop_of_a_cancelled_task_is_told() {
    ends("a cancelled task whose drop panics", || {
        let mut executor = executor();
        let task = executor.spawner().spawn(async {
            let _bomb = bomb("in drop");
            pending::<()>().await;
        });
        executor.block_on(async {
            yield_now().await;
            task.cancel();
            assert_eq!(task.await, panicked("in drop"));
        });
        assert_eq!(executor.tasks(), 0);
    });
}

#[test]
fn an_output_whose_drop_panics_harms_nobody() {
    ends("an output whose drop panics harms nobody", || {
        let mut executor = executor();
        drop(executor.spawner().spawn(async { bomb("an output that nobody wants") }));
        let turns = count();
        let other = executor.spawner().spawn({
            let turns = Rc::clone(&turns);
            async move { turns.set(1) }
        });
        executor.block_on(other).unwrap();
        assert_eq!((turns.get(), executor.tasks()), (1, 0));
    });
}

#[test]
fn a_panic_of_the_main_future_comes_out_and_the_executor_runs_on() {
    ends("a panic of the main future comes out and the executor runs on", || {
        let mut executor = executor();
        let turns = count();
        let task = executor.spawner().spawn({
            let turns = Rc::clone(&turns);
            async move {
                for _ in 0..10 {
                    turns.update(|n| n + 1);
                    yield_now().await;
                }
                "done"
            }
        });
        let panic = catch_unwind(AssertUnwindSafe(|| {
            executor.block_on(async {
                yield_now().await;
                panic!("main");
            })
        }))
        .unwrap_err();
        assert_eq!(panic_message(&*panic), "main");
        assert!(turns.get() < 10);
        assert_eq!(executor.block_on(task), Ok("done"));
        assert_eq!(turns.get(), 10);
    });
}

#[test]
fn block_on_inside_block_on_says_what_is_wrong() {
    ends("block on inside block on says what is wrong", || {
        let mut outer = executor();
        let said = outer.block_on(async {
            let panic = catch_unwind(|| executor().block_on(async {})).unwrap_err();
            panic_message(&*panic).to_owned()
        });
        assert!(said.starts_with("block_on inside block_on: this thread runs an executor already"), "{said}");
        // In a task it is that task's error, with the same words.
        let task = outer.spawner().spawn(async { executor().block_on(async {}) });
        assert_eq!(outer.block_on(task), panicked(&said));
    });
}

#[test]
fn after_a_panic_out_of_block_on_the_thread_can_run_another() {
    ends("after a panic out of block on the thread can run another", || {
        for _ in 0..2 {
            let panic = catch_unwind(|| executor().block_on(async { panic!("main") }));
            assert!(panic.is_err());
            assert_eq!(executor().block_on(async { 1 }), 1);
        }
        // And after the refusal of a nested one, which must not count as the end of the outer.
        let mut outer = executor();
        outer.block_on(async {
            for _ in 0..2 {
                assert!(catch_unwind(|| executor().block_on(async {})).is_err());
            }
        });
        assert_eq!(executor().block_on(async { 1 }), 1);
    });
}

#[test]
fn tasks_of_an_executor_that_is_dropped_by_a_panic_are_cancelled_and_did_not_panic() {
    ends("tasks of an executor that is dropped by a panic are cancelled and did not panic", || {
        let handle: Rc<RefCell<Option<JoinHandle<()>>>> = Rc::default();
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let mut executor: LocalExecutor<_> = executor();
            let spawner = executor.spawner();
            executor.block_on(async {
                *handle.borrow_mut() = Some(spawner.spawn(pending()));
                yield_now().await;
                panic!("main");
            })
        }));
        assert!(panic.is_err());
        let task = handle.take().unwrap();
        assert_eq!(executor().block_on(task), Err(JoinError::Cancelled));
    });
}
