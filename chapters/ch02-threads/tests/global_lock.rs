//! The hand-made global lock: one inside at a time, everybody's turn comes, waits overlap, panics let go.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::thread;

use ch02_threads::GlobalLock;
use ch02_threads::taking_turns::{in_turn, on_threads, under_the_lock};
use common::within;

#[test]
fn never_two_are_inside_at_once() {
    within(|| {
        let lock = Arc::new(GlobalLock::new());
        let inside = Arc::new(AtomicUsize::new(0));
        let work = |lock: &GlobalLock, inside: &AtomicUsize| {
            for _ in 0..200 {
                lock.run(|gil| {
                    for _ in 0..20 {
                        assert_eq!(inside.fetch_add(1, SeqCst), 0, "another one is inside");
                        thread::yield_now();
                        inside.fetch_sub(1, SeqCst);
                        gil.offer();
                    }
                    gil.release_around(thread::yield_now);
                    assert_eq!(inside.fetch_add(1, SeqCst), 0, "another one is inside after a wait");
                    inside.fetch_sub(1, SeqCst);
                });
            }
        };
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (lock, inside) = (Arc::clone(&lock), Arc::clone(&inside));
                thread::spawn(move || work(&lock, &inside))
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn two_that_never_finish_both_make_progress() {
    within(|| {
        let lock = Arc::new(GlobalLock::new());
        let steps = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let threads = [0, 1].map(|me| {
            let (lock, steps) = (Arc::clone(&lock), Arc::clone(&steps));
            thread::spawn(move || {
                lock.run(|gil| {
                    // Each goes on until the other one has come as far: with a lock that is held to the end, for ever.
                    for _ in 0..3 {
                        let other = steps[1 - me].load(SeqCst);
                        steps[me].fetch_add(1, SeqCst);
                        while steps[1 - me].load(SeqCst) == other && other < 3 {
                            gil.offer();
                        }
                    }
                });
            })
        });
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert!(lock.handed_over() >= 1);
    });
}

#[test]
fn when_it_is_handed_over_another_one_really_gets_it() {
    within(|| {
        let lock = Arc::new(GlobalLock::new());
        let (turns_of_others, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let others: Vec<_> = (0..2)
            .map(|_| {
                let (lock, turns, over) =
                    (Arc::clone(&lock), Arc::clone(&turns_of_others), Arc::clone(&over));
                thread::spawn(move || {
                    while !over.load(SeqCst) {
                        lock.run(|_| turns.fetch_add(1, SeqCst));
                    }
                })
            })
            .collect();
        lock.run(|gil| {
            for _ in 0..10 {
                let (handed_over, turns) = (lock.handed_over(), turns_of_others.load(SeqCst));
                while lock.handed_over() == handed_over {
                    gil.offer();
                }
                assert!(turns_of_others.load(SeqCst) > turns, "it came straight back");
            }
        });
        over.store(true, SeqCst);
        others.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn an_offer_that_nobody_asked_for_is_nothing() {
    within(|| {
        let lock = GlobalLock::new();
        lock.run(|gil| (0..1_000).for_each(|_| gil.offer()));
        assert_eq!(lock.handed_over(), 0);
    });
}

#[test]
fn waits_overlap_when_the_lock_is_released_around_them() {
    within(|| {
        let lock = Arc::new(GlobalLock::new());
        // Nobody comes back from the wait until all four are in it.
        let barrier = Arc::new(Barrier::new(4));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (lock, barrier) = (Arc::clone(&lock), Arc::clone(&barrier));
                thread::spawn(move || {
                    lock.run(|gil| gil.release_around(|| barrier.wait()));
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn a_panic_lets_go_of_the_lock() {
    within(|| {
        let lock = GlobalLock::new();
        let panic = catch_unwind(AssertUnwindSafe(|| lock.run(|_| panic!("a panic on purpose"))));
        assert!(panic.is_err());
        assert_eq!(lock.run(|_| 7), 7);
    });
}

#[test]
fn a_panic_while_waiting_takes_the_lock_back_first() {
    within(|| {
        let lock = Arc::new(GlobalLock::new());
        let entered = Arc::new(AtomicBool::new(false));
        let other = lock.run(|gil| {
            let wait = || gil.release_around(|| panic!("a panic on purpose"));
            assert!(catch_unwind(AssertUnwindSafe(wait)).is_err());
            let (theirs, flag) = (Arc::clone(&lock), Arc::clone(&entered));
            let (up, is_up) = crossbeam_channel::bounded(1);
            let other = thread::spawn(move || {
                up.send(()).unwrap();
                theirs.run(|_| flag.store(true, SeqCst));
            });
            is_up.recv().unwrap();
            (0..1_000).for_each(|_| thread::yield_now());
            assert!(!entered.load(SeqCst), "two are inside");
            other
        });
        other.join().unwrap();
        assert!(entered.load(SeqCst));
    });
}

#[test]
fn two_computations_come_out_right_in_every_way_and_under_the_lock_they_take_turns() {
    within(|| {
        let numbers = [30, 31];
        let right = vec![514_229, 832_040];
        assert_eq!(in_turn(&numbers), right);
        assert_eq!(on_threads(&numbers).unwrap(), right);
        let lock = Arc::new(GlobalLock::new());
        assert_eq!(under_the_lock(&lock, &numbers).unwrap(), right);
        // Long enough for the second to have asked, however fast the machine: until it has.
        let mut n = 31;
        while lock.handed_over() == 0 {
            n += 1;
            under_the_lock(&lock, &[n, n]).unwrap();
        }
    });
}
