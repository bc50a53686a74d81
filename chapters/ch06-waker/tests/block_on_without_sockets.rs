//! `block_on` and its parker under hard conditions, on the standard library's waker and on the one made by hand.
#![allow(clippy::unwrap_used, missing_docs)]
#![allow(clippy::waker_clone_wake)] // a wake by value is what is tested

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::mpsc::channel;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch06_waker::{Parker, block_on, delivery, raw_waker, yield_now};
use lab::probe::within;

/// A future of any kind, for the two functions that run one.
type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The two ways to run it.
fn both<T>(test: impl Fn(&dyn Fn(Boxed<'_, T>) -> T) + Send + Copy + 'static) {
    let limit = Duration::from_secs(60);
    let diagnosis = || "a wake was lost: the thread sleeps though it was told to go on".to_owned();
    within(limit, "block_on", diagnosis, move || test(&|future| block_on(future)));
    within(limit, "raw_waker::block_on", diagnosis, move || test(&|future| raw_waker::block_on(future)));
}

#[test]
fn a_wake_that_comes_before_the_sleep_is_not_lost() {
    both(|block_on| {
        let mut polls = 0;
        block_on(Box::pin(poll_fn(|cx| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })));
        assert_eq!(polls, 2);
    });
}

#[test]
fn a_thousand_wakes_are_at_most_one_more_poll() {
    both(|block_on| {
        let mut polls = 0;
        block_on(Box::pin(poll_fn(|cx| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            (0..500).for_each(|_| cx.waker().wake_by_ref());
            (0..500).for_each(|_| cx.waker().clone().wake());
            Poll::Pending
        })));
        assert_eq!(polls, 2);
    });
}

#[test]
fn wakes_from_eight_threads_at_once_all_count_and_none_is_lost() {
    let each = if cfg!(miri) { 3 } else { 2_000 };
    both::<()>(move |block_on| {
        let (wakers, to_threads): (Vec<_>, Vec<_>) = (0..8).map(|_| channel::<Waker>()).unzip();
        let arrived = std::sync::atomic::AtomicUsize::new(0);
        let arrived = &arrived;
        thread::scope(|scope| {
            for waker in to_threads {
                scope.spawn(move || {
                    let waker = waker.recv().unwrap();
                    for _ in 0..each {
                        arrived.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        waker.wake_by_ref();
                    }
                });
            }
            let mut polls = 0;
            block_on(Box::pin(poll_fn(|cx| {
                if polls == 0 {
                    wakers.iter().for_each(|to| to.send(cx.waker().clone()).unwrap());
                }
                polls += 1;
                // Whoever was the last to add something has woken us after it.
                if arrived.load(std::sync::atomic::Ordering::SeqCst) == 8 * each {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })));
            assert!(polls <= 8 * each + 1, "{polls} polls for {} wakes", 8 * each);
        });
    });
}

#[test]
fn a_foreign_unpark_is_not_taken_for_a_wake() {
    both(|block_on| {
        let (courier, mut parcel) = delivery();
        let polls = &Cell::new(0);
        thread::scope(|scope| {
            scope.spawn(move || {
                // Whoever takes an unpark for a wake has polled many times by then. Whoever does not, once.
                thread::sleep(Duration::from_millis(20));
                courier.deliver(7);
            });
            let parcel = poll_fn(move |cx| {
                polls.set(polls.get() + 1);
                thread::current().unpark();
                Pin::new(&mut parcel).poll(cx)
            });
            assert_eq!(block_on(Box::pin(parcel)), 7);
        });
        assert!(polls.get() <= 2, "{} polls: an unpark was taken for a wake", polls.get());
    });
}

#[test]
fn a_park_inside_the_future_takes_no_wake_away() {
    both(|block_on| {
        let mut polls = 0;
        block_on(Box::pin(poll_fn(|cx| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            // The thread's token is given by the wake, and taken away here, before `block_on` comes to park.
            cx.waker().wake_by_ref();
            thread::park();
            Poll::Pending
        })));
        assert_eq!(polls, 2);
    });
}

#[test]
fn block_on_inside_block_on_works_because_each_has_its_own_parker() {
    both(|outer| {
        let sum = outer(Box::pin(async {
            yield_now().await;
            let inner = block_on(async {
                let (courier, parcel) = delivery();
                let friend = thread::spawn(move || courier.deliver(20));
                let parcel = parcel.await;
                friend.join().unwrap();
                parcel
            });
            yield_now().await;
            inner + 22
        }));
        assert_eq!(sum, 42);
    });
}

#[test]
fn a_panic_of_the_future_comes_out_and_the_thread_can_go_on() {
    both(|block_on| {
        let panics = || block_on(Box::pin(async { panic!("the future's own words") }));
        let panic = catch_unwind(AssertUnwindSafe(panics)).unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"the future's own words"));
        block_on(Box::pin(yield_now()));
    });
}

#[test]
fn a_waker_kept_after_the_end_may_be_woken_and_wakes_nobody() {
    both(|block_on| {
        let kept = &Cell::new(None);
        block_on(Box::pin(poll_fn(move |cx| {
            kept.set(Some(cx.waker().clone()));
            Poll::Ready(())
        })));
        let kept = kept.take().unwrap();
        kept.wake_by_ref();
        // The wake has left the thread's token. Another `block_on` parks, finds the token, and sleeps on: one poll for
        // each wake of its own.
        let mut polls = 0;
        block_on(Box::pin(poll_fn(|cx| {
            polls += 1;
            kept.wake_by_ref();
            if polls == 3 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })));
        assert_eq!(polls, 3);
        // Dropped on another thread, long after.
        thread::spawn(move || kept.wake()).join().unwrap();
    });
}

#[test]
fn a_ready_future_is_polled_once_and_the_thread_never_sleeps() {
    both(|block_on| assert_eq!(block_on(Box::pin(ready(3))), 3));
}

/// A test of the parker alone.
fn parker(test: impl FnOnce(&Parker) + Send + 'static) {
    let limit = Duration::from_secs(60);
    within(limit, "park", || "it does not come back".to_owned(), || test(&Parker::new()));
}

#[test]
fn a_parker_wakes_up_by_itself_when_its_patience_ends() {
    parker(|parker| {
        parker.park(Some(Duration::ZERO));
        parker.park(Some(Duration::from_millis(1)));
        // Patience that has ended takes no later wake away.
        parker.waker().wake();
        parker.park(None);
    });
}

#[test]
fn patience_that_no_clock_can_say_is_for_ever() {
    parker(|parker| {
        let waker = parker.waker();
        thread::scope(|scope| {
            scope.spawn(move || waker.wake());
            parker.park(Some(Duration::MAX));
        });
    });
}

#[test]
fn a_future_that_nobody_wakes_keeps_the_thread_asleep() {
    // The other side of the coin: it must *not* come back. Here by a parker with patience, so that the test ends.
    parker(|parker| {
        let waker = parker.waker();
        let mut never = std::pin::pin!(pending::<()>());
        let start = Instant::now();
        assert_eq!(never.as_mut().poll(&mut Context::from_waker(&waker)), Poll::Pending);
        thread::current().unpark(); // no wake
        parker.park(Some(Duration::from_millis(20)));
        assert!(start.elapsed() >= Duration::from_millis(20), "an unpark ended the sleep");
    });
}
