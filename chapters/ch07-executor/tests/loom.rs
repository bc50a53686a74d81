//! The executor against other threads that wake its tasks, in every order of their steps.
//!
//! ```console
//! $ RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --release -p ch07-executor --test loom
//! ```
#![cfg(loom)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::time::Duration;

use ch07_executor::{LocalExecutor, Park, yield_now};
use loom::sync::atomic::{AtomicBool, Ordering::SeqCst};
use loom::sync::{Condvar, Mutex};
use loom::thread;

/// Where the model's executor sleeps: in a condition variable, which loom models exactly (its `unpark` is lost on a thread
/// that waits for a lock just then; and the parker has a model of its own).
#[derive(Default)]
struct Bell(Mutex<bool>, Condvar);

struct Bed(Arc<Bell>);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.0.lock().unwrap() = true;
        self.1.notify_one();
    }
}

impl Park for Bed {
    fn park(&mut self, patience: Option<Duration>, _: &mut Vec<Waker>) {
        let mut rung = self.0.0.lock().unwrap();
        while !*rung && patience.is_none() {
            rung = self.0.1.wait(rung).unwrap();
        }
        *rung = false;
    }

    fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.0))
    }
}

fn executor() -> LocalExecutor<Bed> {
    LocalExecutor::new(Bed(Arc::default()))
}

/// Something that happens on another thread, which then calls whoever waits for it.
fn happens(waker: &Waker) -> (Arc<AtomicBool>, thread::JoinHandle<()>) {
    let (waker, happened) = (waker.clone(), Arc::new(AtomicBool::new(false)));
    let tell = Arc::clone(&happened);
    let other = thread::spawn(move || {
        tell.store(true, SeqCst);
        waker.wake();
    });
    (happened, other)
}

/// The wake may come during the poll, between the poll and the sleep, or in the sleep. Lost, it leaves the executor asleep
/// for ever, and loom says *deadlock*.
#[test]
fn a_wake_from_another_thread_is_never_lost() {
    loom::model(|| {
        let mut executor = executor();
        let mut waits_for = None;
        let task = executor.spawner().spawn(poll_fn(move |cx| {
            let (happened, _) = waits_for.get_or_insert_with(|| happens(cx.waker()));
            match happened.load(SeqCst) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        }));
        executor.block_on(task).unwrap();
    });
}

#[test]
fn of_two_threads_that_wake_two_tasks_both_are_heard() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3); // three threads: every order would take hours
    model.check(|| {
        let mut executor = executor();
        let tasks = [(); 2].map(|()| {
            let mut waits_for = None;
            executor.spawner().spawn(poll_fn(move |cx| {
                let (happened, _) = waits_for.get_or_insert_with(|| happens(cx.waker()));
                match happened.load(SeqCst) {
                    true => Poll::Ready(()),
                    false => Poll::Pending,
                }
            }))
        });
        executor.block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
    });
}

/// Two threads wake the same task during its poll, and are done before that ends: this is one more poll, not two.
#[test]
fn two_wakes_at_once_are_one_note_in_the_queue() {
    loom::model(|| {
        let mut executor = executor();
        let polls = Rc::new(Cell::new(0));
        let seen = Rc::clone(&polls);
        drop(executor.spawner().spawn(poll_fn(move |cx| {
            polls.set(polls.get() + 1);
            if polls.get() == 1 {
                let threads = [(); 2].map(|()| happens(cx.waker()).1);
                threads.into_iter().for_each(|thread| thread.join().unwrap());
            }
            Poll::<()>::Pending
        })));
        executor.block_on(async {
            for _ in 0..3 {
                yield_now().await;
            }
        });
        assert_eq!(seen.get(), 2);
    });
}

/// The waker is kept, and woken while the executor is dropped.
#[test]
fn a_wake_while_the_executor_goes_does_no_harm() {
    loom::model(|| {
        let mut executor = executor();
        let mut waits_for = None;
        drop(executor.spawner().spawn(poll_fn(move |cx| {
            waits_for.get_or_insert_with(|| happens(cx.waker()));
            Poll::<()>::Pending
        })));
        executor.block_on(yield_now());
        drop(executor);
    });
}
