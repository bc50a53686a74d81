//! This chapter's executor against other threads, in every order of their steps: chapter 7's models, and those of what is
//! new here.
//!
//! ```console
//! $ RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --release -p ch09-fast-path --test loom
//! ```
#![cfg(loom)]
#![allow(clippy::unwrap_used, missing_docs)]

extern crate ch07_executor as chapter_7;
// In the file below `ch07_executor` means what stands here: chapter 7, with another executor.
extern crate self as ch07_executor;

pub use ch09_fast_path::executor::{LocalExecutor, Spawner};
pub use ch09_fast_path::join_handle::JoinHandle;
pub use chapter_7::*;

#[path = "../../ch07-executor/tests/loom.rs"]
mod models;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::time::Duration;

use loom::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use loom::sync::{Condvar, Mutex};
use loom::thread;

/// Where the executor sleeps. It counts the sleeps, and the calls that reach it.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    ring: Condvar,
    calls: AtomicUsize,
    sleeps: AtomicUsize,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.calls.fetch_add(1, SeqCst);
        *self.rung.lock().unwrap() = true;
        self.ring.notify_one();
    }
}

struct Bed(Arc<Bell>);

impl Park for Bed {
    fn park(&mut self, patience: Option<Duration>, _: &mut Vec<Waker>) {
        self.0.sleeps.fetch_add(usize::from(patience.is_none()), SeqCst);
        let mut rung = self.0.rung.lock().unwrap();
        while !*rung && patience.is_none() {
            rung = self.0.ring.wait(rung).unwrap();
        }
        *rung = false;
    }

    fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.0))
    }
}

fn executor() -> (LocalExecutor<Bed>, Arc<Bell>) {
    let bell = Arc::<Bell>::default();
    (LocalExecutor::new(Bed(Arc::clone(&bell))), bell)
}

/// Waits until its waker was given to `give`, and woken after that.
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

/// However the wakes fall: of all who call while the thread sleeps one wakes it.
#[test]
fn the_thread_is_called_once_for_each_sleep() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3); // three threads: every order would take hours
    model.check(|| {
        let (mut executor, bell) = executor();
        let tasks = [(); 2].map(|()| {
            executor.spawner().spawn(once_woken(|waker| drop(thread::spawn(move || waker.wake()))))
        });
        executor.block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        let (calls, sleeps) = (bell.calls.load(SeqCst), bell.sleeps.load(SeqCst));
        assert!(calls <= sleeps, "{calls} calls for {sleeps} sleeps");
    });
}

/// The memory is freed by whoever lets go last: the executor's thread or the other. Freed twice or never, loom's own
/// atomics in it would say so; used after that, too.
#[test]
fn a_waker_may_be_dropped_or_woken_on_another_thread_while_the_task_ends() {
    for wakes in [false, true] {
        loom::model(move || {
            let (mut executor, _) = executor();
            let task = executor.spawner().spawn(poll_fn(move |cx| {
                let waker = cx.waker().clone();
                thread::spawn(move || if wakes { waker.wake() } else { drop(waker) });
                Poll::Ready(())
            }));
            drop(executor.block_on(task));
            drop(executor);
        });
    }
}

/// What the other thread has written before it called is there in the poll that follows its call, with no more ordering
/// than the wake itself gives.
#[test]
fn what_was_written_before_the_wake_is_seen_by_the_poll() {
    loom::model(|| {
        let (mut executor, _) = executor();
        let written = Arc::new(loom::cell::UnsafeCell::new(0));
        let mut polls = 0;
        let task = executor.spawner().spawn(poll_fn(move |cx| {
            polls += 1;
            if polls == 1 {
                let (written, waker) = (Arc::clone(&written), cx.waker().clone());
                thread::spawn(move || {
                    written.with_mut(write_one);
                    waker.wake();
                });
                return Poll::Pending;
            }
            Poll::Ready(written.with(read))
        }));
        assert_eq!(executor.block_on(task), Ok(1));
    });
}

#[allow(unsafe_code)]
fn write_one(at: *mut i32) {
    // SAFETY: loom watches that nobody else uses it now.
    unsafe { *at = 1 }
}

#[allow(unsafe_code)]
fn read(at: *const i32) -> i32 {
    // SAFETY: loom watches that nobody writes to it now.
    unsafe { *at }
}
