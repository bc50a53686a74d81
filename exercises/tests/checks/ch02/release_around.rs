//! The lock is free during the wait, and ours after it, however the wait ends.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use exercises::ch02_threads::release_around::GlobalLock;

#[test]
fn while_one_waits_another_computes() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A waits for an answer that B computes under the lock, and B never gets it: A keeps the lock while it waits".into()
        });
        let lock = GlobalLock::default();
        let got = lock.run(|gil| {
            gil.release_around(|| {
                thread::scope(|scope| scope.spawn(|| lock.run(|_| 42)).join())
                    .unwrap_or_else(|panic| resume_unwind(panic))
            })
        });
        assert!(got == 42, "what `blocking` returns is the result: 42, and you gave back {got}");
    });
}

#[test]
fn after_the_wait_the_lock_is_held_again() {
    check!(|| {
        crate::support::if_stuck(|| {
            "One thread, one lock: it was let go around a wait, and then somebody waited for it in vain. Was it taken twice?".into()
        });
        let lock = GlobalLock::default();
        lock.run(|gil| {
            let meanwhile = gil.release_around(|| lock.is_held());
            assert!(!meanwhile, "nobody else wants the lock, and it is held while its holder waits");
            assert!(
                lock.is_held(),
                "after the wait its holder goes on, and the lock is not held: take it back"
            );
        });
        assert!(!lock.is_held(), "its holder has finished, and the lock is still held");
    });
}

#[test]
fn a_panic_while_waiting_takes_the_lock_back_too() {
    check!(|| {
        crate::support::if_stuck(|| {
            "`blocking` panicked; after that somebody waited for the lock in vain".into()
        });
        let lock = GlobalLock::default();
        lock.run(|gil| {
            let wait = catch_unwind(AssertUnwindSafe(|| {
                gil.release_around(|| resume_unwind(Box::new("the cable was cut")))
            }));
            assert!(wait.is_err(), "`blocking` panicked, and the panic got lost in `release_around`: it is the caller's");
            assert!(
                lock.is_held(),
                "`blocking` panicked, somebody caught it and goes on computing, and the lock is not held: take it back in a `drop`, \
                 which also runs on the way out of a panic"
            );
        });
        assert!(!lock.is_held(), "its holder has finished, and the lock is still held");
        assert!(lock.run(|_| true));
    });
}

#[test]
fn whoever_comes_back_waits_for_the_lock() {
    check!(|| {
        crate::support::if_stuck(|| "A came back from its wait, and never got the lock again".into());
        let lock = GlobalLock::default();
        let (b_has_it, wait_for_b) = channel();
        let (a_is_back, b_computes) = (&AtomicBool::new(false), &AtomicBool::new(false));
        let lock = &lock;
        thread::scope(|scope| {
            let a = scope.spawn(move || {
                lock.run(|gil| {
                    gil.release_around(|| wait_for_b.recv().unwrap());
                    assert!(
                        !b_computes.load(SeqCst),
                        "A came back from its wait while B was computing, and went on: two threads compute at once. To take the lock \
                         back is to wait for it"
                    );
                    a_is_back.store(true, SeqCst);
                });
            });
            let b = scope.spawn(move || {
                lock.run(|_| {
                    b_computes.store(true, SeqCst);
                    b_has_it.send(()).unwrap();
                    // Time for an A that does not wait. One that waits decides nothing by it.
                    thread::sleep(Duration::from_millis(50));
                    let early = a_is_back.load(SeqCst);
                    b_computes.store(false, SeqCst);
                    assert!(!early, "A went on computing while B had the lock");
                });
            });
            for thread in [a, b] {
                thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
        });
    });
}

#[test]
fn only_one_computes_however_often_they_wait() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Three threads compute and wait in turns, and at some point nobody got the lock any more".into()
        });
        let (lock, computing) = (GlobalLock::default(), AtomicU32::new(0));
        let compute = || {
            let others = computing.fetch_add(1, SeqCst);
            thread::yield_now();
            computing.fetch_sub(1, SeqCst);
            assert!(others == 0, "{} threads computed at once, each with a `Gil` in hand", others + 1);
        };
        thread::scope(|scope| {
            let work = || {
                for _ in 0..100 {
                    lock.run(|gil| {
                        compute();
                        gil.release_around(thread::yield_now);
                        compute();
                    });
                }
            };
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
        });
    });
}
