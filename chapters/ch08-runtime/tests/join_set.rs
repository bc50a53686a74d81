//! Groups: children end with their maker, and the first failure ends them all.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use ch08_runtime::{Failed, JoinError, JoinSet, block_on, sleep, spawn, tasks, yield_now};
use lab::probe::within;

/// Counts its drops.
struct Held(Rc<Cell<u32>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

fn run<F: Future<Output = ()>>(what: &str, future: impl FnOnce() -> F + Send + 'static) {
    let limit = Duration::from_secs(60);
    within(limit, what, || "a child was not told of".to_owned(), move || block_on(async { future().await }))
}

#[test]
fn an_empty_group_is_over_at_once() {
    run("empty", || async {
        let mut set = JoinSet::<()>::new();
        assert_eq!(set.join_next().await, None);
        assert_eq!(set.try_join_next(), None);
        assert_eq!(JoinSet::<Result<(), ()>>::new().try_join_all().await, Ok(vec![]));
    });
}

#[test]
fn they_are_told_in_the_order_of_their_ends() {
    run("order", || async {
        let mut set = JoinSet::new();
        for (name, turns) in [("slow", 9), ("quick", 1), ("middle", 5)] {
            set.spawn(async move {
                for _ in 0..turns {
                    yield_now().await;
                }
                name
            });
        }
        let mut order = Vec::new();
        while let Some(name) = set.join_next().await {
            order.push(name.unwrap());
        }
        assert_eq!(order, ["quick", "middle", "slow"]);
    });
}

#[test]
fn the_first_error_cancels_the_rest_and_is_told_when_all_have_let_go() {
    run("first error", || async {
        let dropped = Rc::new(Cell::new(0));
        let mut set = JoinSet::new();
        for _ in 0..10 {
            let held = Held(Rc::clone(&dropped));
            set.spawn(async move {
                let _held = held;
                pending::<()>().await;
                Ok(())
            });
        }
        set.spawn(async {
            yield_now().await;
            Err("the third line")
        });
        assert_eq!(set.try_join_all().await, Err(Failed::Error("the third line")));
        assert_eq!(dropped.get(), 10, "no child outlives the call");
        assert_eq!(tasks().await.len(), 0);
    });
}

#[test]
fn a_panic_of_one_cancels_the_rest_too() {
    run("panic", || async {
        let mut set = JoinSet::<Result<(), ()>>::new();
        set.spawn(pending());
        set.spawn(async { panic!("boom") });
        let failed = set.try_join_all().await;
        assert_eq!(failed, Err(Failed::Task(JoinError::Panicked("boom".to_owned()))));
        assert_eq!(tasks().await.len(), 0);
    });
}

#[test]
fn outputs_come_in_the_order_of_their_making() {
    run("outputs", || async {
        let mut set = JoinSet::<Result<u32, ()>>::new();
        for n in 0..5 {
            set.spawn(async move {
                for _ in n..5 {
                    yield_now().await;
                }
                Ok(n)
            });
        }
        assert_eq!(set.try_join_all().await, Ok(vec![0, 1, 2, 3, 4]));
    });
}

#[test]
fn a_dropped_group_takes_its_children_along() {
    run("dropped", || async {
        let dropped = Rc::new(Cell::new(0));
        let mut set = JoinSet::new();
        for _ in 0..10 {
            let held = Held(Rc::clone(&dropped));
            set.spawn(async move {
                let _held = held;
                sleep(Duration::from_secs(3600)).await;
            });
        }
        yield_now().await;
        drop(set);
        yield_now().await; // their turn, in which they are dropped
        assert_eq!(dropped.get(), 10);
        assert_eq!(tasks().await.len(), 0);
    });
}

#[test]
fn a_group_whose_maker_is_cancelled_goes_with_it() {
    run("cancelled maker", || async {
        let dropped = Rc::new(Cell::new(0));
        let held = Held(Rc::clone(&dropped));
        let maker = spawn(async move {
            let mut set = JoinSet::new();
            set.spawn(async move {
                let _held = held;
                pending::<()>().await;
            });
            set.join_next().await;
        });
        yield_now().await;
        maker.cancel();
        assert_eq!(maker.await, Err(JoinError::Cancelled));
        yield_now().await;
        assert_eq!(dropped.get(), 1);
    });
}

#[test]
fn join_next_that_is_dropped_loses_nobody() {
    run("dropped join_next", || async {
        let mut set = JoinSet::new();
        set.spawn(async {
            yield_now().await;
            7
        });
        {
            let mut next = std::pin::pin!(set.join_next());
            assert!(futures_lite::future::poll_once(next.as_mut()).await.is_none());
        }
        assert_eq!(set.join_next().await, Some(Ok(7)));
    });
}

#[test]
fn a_child_that_never_ran_is_cancelled_like_any_other() {
    run("never ran", || async {
        let mut set = JoinSet::new();
        set.spawn(async { 1 });
        set.cancel_all();
        assert_eq!(set.join_next().await, Some(Err(JoinError::Cancelled)));
    });
}
