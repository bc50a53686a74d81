//! The parker in every order of its steps, and two parkers that are broken: loom finds the order in which they hang.
//!
//! ```console
//! $ RUSTFLAGS="--cfg loom" cargo test --release -p ch06-waker --test loom
//! ```
#![cfg(loom)]
#![allow(clippy::unwrap_used, missing_docs)]

use ch06_waker::Parker;
use loom::model;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use loom::thread::{self, Thread};
use std::sync::Arc;

#[test]
fn a_wake_is_not_lost_whenever_it_comes() {
    model(|| {
        let parker = Parker::new();
        let waker = parker.waker();
        let other = thread::spawn(move || waker.wake());
        parker.park(None); // a hang here is a deadlock, and loom says so
        other.join().unwrap();
    });
}

#[test]
fn what_was_written_before_the_wake_is_seen_after_the_park() {
    model(|| {
        let parker = Parker::new();
        let waker = parker.waker();
        let parcel = Arc::new(AtomicUsize::new(0));
        let other = thread::spawn({
            let parcel = Arc::clone(&parcel);
            move || {
                parcel.store(7, SeqCst);
                waker.wake();
            }
        });
        parker.park(None);
        assert_eq!(parcel.load(SeqCst), 7);
        other.join().unwrap();
    });
}

#[test]
fn of_two_wakes_at_once_the_last_is_not_lost() {
    model(|| {
        let parker = Parker::new();
        let arrived = Arc::new(AtomicUsize::new(0));
        for _ in 0..2 {
            let (waker, arrived) = (parker.waker(), Arc::clone(&arrived));
            // Not joined: an `unpark` may still come when all has arrived, and loom's `join` bears none.
            thread::spawn(move || {
                arrived.fetch_add(1, SeqCst);
                waker.wake();
            });
        }
        // As `block_on` does: look, and sleep when it is not all there.
        while arrived.load(SeqCst) < 2 {
            parker.park(None);
        }
    });
}

#[test]
fn a_foreign_unpark_is_not_taken_for_a_wake_and_takes_none_away() {
    model(|| {
        let parker = Parker::new();
        let waker = parker.waker();
        let woken = Arc::new(AtomicBool::new(false));
        let executor = thread::current();
        let other = thread::spawn({
            let woken = Arc::clone(&woken);
            move || {
                executor.unpark(); // foreign
                woken.store(true, SeqCst);
                waker.wake();
            }
        });
        parker.park(None);
        assert!(woken.load(SeqCst), "an unpark was taken for a wake");
        other.join().unwrap();
    });
}

/// A parker as ours, which each test breaks in another place.
struct Broken {
    rung: AtomicBool,
    thread: Thread,
}

fn broken(wake: fn(&Broken), park: fn(&Broken)) {
    model(move || {
        let parker = Arc::new(Broken { rung: AtomicBool::new(false), thread: thread::current() });
        let other = thread::spawn({
            let parker = Arc::clone(&parker);
            move || wake(&parker)
        });
        park(&parker);
        other.join().unwrap();
    });
}

fn wake_as_ours(parker: &Broken) {
    if !parker.rung.swap(true, SeqCst) {
        parker.thread.unpark();
    }
}

fn park_as_ours(parker: &Broken) {
    while !parker.rung.swap(false, SeqCst) {
        thread::park();
    }
}

#[test]
fn in_the_right_order_it_passes() {
    broken(wake_as_ours, park_as_ours);
}

#[test]
#[should_panic(expected = "deadlock")]
fn unparked_before_the_flag_is_set_it_hangs() {
    let wake = |parker: &Broken| {
        parker.thread.unpark();
        parker.rung.swap(true, SeqCst);
    };
    broken(wake, park_as_ours);
}

#[test]
#[should_panic(expected = "deadlock")]
fn looked_at_and_cleared_in_two_steps_a_wake_in_between_is_lost() {
    // Clears what it has not looked at: a wake that comes after the look is wiped out, token and all.
    let park = |parker: &Broken| {
        while !parker.rung.load(SeqCst) {
            parker.rung.swap(false, SeqCst);
            thread::park();
        }
        parker.rung.swap(false, SeqCst);
    };
    broken(wake_as_ours, park);
}

#[test]
#[should_panic(expected = "an unpark was taken for a wake")]
fn without_a_flag_a_foreign_unpark_is_taken_for_a_wake() {
    model(|| {
        let woken = Arc::new(AtomicBool::new(false));
        let executor = thread::current();
        let other = thread::spawn({
            let woken = Arc::clone(&woken);
            move || {
                executor.unpark(); // foreign
                woken.store(true, SeqCst);
                executor.unpark(); // ours
            }
        });
        thread::park();
        assert!(woken.load(SeqCst), "an unpark was taken for a wake");
        other.join().unwrap();
    });
}
