//! One at a time, in order, and the lock is free again whatever ends its holder.
#![allow(clippy::unwrap_used, missing_docs)]

mod sync_support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier};
use std::task::Poll;
use std::thread;

use ch06_waker::{block_on, join, yield_now};
use ch08_runtime::sync::Mutex;
use lab::probe::CountingWaker;

#[test]
fn who_waits_gets_it_in_order_and_sees_what_the_last_one_left() {
    let mutex = Mutex::new(String::new());
    let held = mutex.try_lock().unwrap();
    assert!(mutex.try_lock().is_none());
    let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new()).collect();
    let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(mutex.lock())).collect();
    for (lock, waker) in waiting.iter_mut().zip(&wakers) {
        assert!(waker.poll(lock.as_mut()).is_pending());
    }
    drop(held);
    for (number, (mut lock, waker)) in waiting.into_iter().zip(&wakers).enumerate() {
        assert_eq!((waker.wakes(), waker.polls()), (1, 1), "number {number}");
        let Poll::Ready(mut text) = waker.poll(lock.as_mut()) else { panic!("woken for nothing") };
        text.push_str(&number.to_string());
        assert!(mutex.try_lock().is_none());
    }
    assert_eq!(mutex.into_inner(), "012");
}

#[test]
fn woken_and_dropped_before_its_poll_it_passes_the_turn_on() {
    let mutex = Mutex::new(());
    let held = mutex.try_lock().unwrap();
    let (first_waker, second_waker) = (CountingWaker::new(), CountingWaker::new());
    let (mut first, mut second) = (Box::pin(mutex.lock()), Box::pin(mutex.lock()));
    assert!(first_waker.poll(first.as_mut()).is_pending());
    assert!(second_waker.poll(second.as_mut()).is_pending());
    drop(held);
    drop(first);
    assert_eq!(second_waker.wakes(), 1);
    assert!(second_waker.poll(second.as_mut()).is_ready());
}

#[test]
fn held_across_an_await_it_still_lets_one_in_at_a_time() {
    let count = Mutex::new(0);
    let add = async || {
        for _ in 0..100 {
            let mut count = count.lock().await;
            let read = *count;
            yield_now().await;
            *count = read + 1;
        }
    };
    block_on(join(add(), add()));
    assert_eq!(count.into_inner(), 200);
}

#[test]
fn a_panic_releases_it_and_leaves_the_value_as_it_was() {
    let mutex = Mutex::new(1);
    let panic = catch_unwind(AssertUnwindSafe(|| {
        let mut value = mutex.try_lock().unwrap();
        *value = 2;
        panic!("half way");
    }));
    assert!(panic.is_err());
    assert_eq!(*mutex.try_lock().unwrap(), 2);
}

#[test]
fn the_value_is_dropped_once_and_a_guard_may_go_to_another_thread() {
    let value = Arc::new(());
    let mutex = Mutex::new(Arc::clone(&value));
    thread::scope(|scope| {
        let guard = mutex.try_lock().unwrap();
        scope.spawn(move || drop(guard));
    });
    assert!(mutex.try_lock().is_some());
    drop(mutex);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn eight_threads_count_without_losing_one() {
    const ROUNDS: usize = if cfg!(miri) { 10 } else { 2_000 };
    let count = Arc::new(Mutex::new(0));
    let start = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (count, start) = (Arc::clone(&count), Arc::clone(&start));
            thread::spawn(move || {
                start.wait();
                block_on(async {
                    for _ in 0..ROUNDS {
                        *count.lock().await += 1;
                    }
                });
            })
        })
        .collect();
    lab::probe::within(
        sync_support::PATIENCE,
        "mutex on 8 threads",
        || "a turn was lost?".to_owned(),
        || {
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        },
    );
    assert_eq!(*count.try_lock().unwrap(), 8 * ROUNDS);
}
