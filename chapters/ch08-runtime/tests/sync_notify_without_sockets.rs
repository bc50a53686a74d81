//! A notification reaches whom it should, once, and is passed on by those who are dropped with it.
#![allow(clippy::unwrap_used, missing_docs)]

mod sync_support;

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::thread;

use ch06_waker::block_on;
use ch08_runtime::sync::Notify;
use ch08_runtime::sync::notify::Notified;
use lab::probe::CountingWaker;
use sync_support::{PATIENCE, foreign_waker, poll_with, without_deadlock};

/// A `notified` with a waker of its own, polled once and found waiting.
fn waiting(notify: &Notify) -> (Notified<'_>, CountingWaker) {
    let (mut notified, waker) = (notify.notified(), CountingWaker::new());
    assert!(waker.poll(Pin::new(&mut notified)).is_pending());
    (notified, waker)
}

/// Whether a `notify_one` is kept; it is used up.
fn is_kept(notify: &Notify) -> bool {
    CountingWaker::new().poll(Pin::new(&mut notify.notified())).is_ready()
}

#[test]
fn notify_one_continues_the_one_that_waited_longest() {
    let notify = Notify::new();
    let mut all: Vec<_> = (0..3).map(|_| waiting(&notify)).collect();
    for turn in 0..3 {
        notify.notify_one();
        let wakes: Vec<u64> = all.iter().map(|(_, waker)| waker.wakes()).collect();
        assert_eq!(wakes, (0..3).map(|place| u64::from(place <= turn)).collect::<Vec<_>>());
        let (notified, waker) = &mut all[turn];
        assert!(waker.poll(Pin::new(notified)).is_ready());
        assert_eq!((waker.polls(), waker.clones_alive()), (2, 0));
    }
    assert!(!is_kept(&notify));
}

#[test]
fn notify_one_with_nobody_there_is_kept_once() {
    let notify = Notify::new();
    for _ in 0..1_000 {
        notify.notify_one();
    }
    assert!(is_kept(&notify));
    assert!(!is_kept(&notify));
}

#[test]
fn notify_all_continues_all_who_wait_and_keeps_nothing() {
    let notify = Notify::new();
    let mut all: Vec<_> = (0..3).map(|_| waiting(&notify)).collect();
    notify.notify_all();
    for (notified, waker) in &mut all {
        assert_eq!((waker.wakes(), waker.clones_alive()), (1, 0));
        assert!(waker.poll(Pin::new(notified)).is_ready());
    }
    assert!(!is_kept(&notify), "who comes later was not meant");
}

#[test]
fn notify_all_reaches_one_that_was_made_before_and_polled_after() {
    let notify = Notify::new();
    let mut made_before = notify.notified();
    notify.notify_all();
    let waker = CountingWaker::new();
    assert!(waker.poll(Pin::new(&mut made_before)).is_ready());
    let _made_after = waiting(&notify);
}

#[test]
fn notify_all_does_not_use_up_what_notify_one_left() {
    let notify = Notify::new();
    let mut made_before = notify.notified();
    notify.notify_one();
    notify.notify_all();
    assert!(CountingWaker::new().poll(Pin::new(&mut made_before)).is_ready());
    assert!(is_kept(&notify));
}

#[test]
fn woken_and_dropped_before_its_poll_it_passes_the_notification_on() {
    let notify = Notify::new();
    let (first, first_waker) = waiting(&notify);
    let (second, second_waker) = waiting(&notify);
    notify.notify_one();
    assert_eq!((first_waker.wakes(), second_waker.wakes()), (1, 0));
    drop(first);
    assert_eq!(second_waker.wakes(), 1);
    drop(second);
    assert!(is_kept(&notify), "with nobody left to pass it on to, it is kept");
}

#[test]
fn what_notify_all_sent_is_not_passed_on() {
    let notify = Notify::new();
    let (told, _) = waiting(&notify);
    notify.notify_all();
    let (_newcomer, newcomer_waker) = waiting(&notify);
    drop(told);
    assert_eq!(newcomer_waker.wakes(), 0);
}

#[test]
fn dropped_while_it_waits_it_leaves_its_place_and_no_waker() {
    let notify = Notify::new();
    drop(notify.notified());
    let (first, first_waker) = waiting(&notify);
    let (mut second, second_waker) = waiting(&notify);
    drop(first);
    assert_eq!(first_waker.clones_alive(), 0);
    notify.notify_one();
    assert_eq!((first_waker.wakes(), second_waker.wakes()), (0, 1));
    assert!(second_waker.poll(Pin::new(&mut second)).is_ready());
    drop(second);
    assert!(!is_kept(&notify), "what was received was passed on too");
}

#[test]
fn only_the_waker_of_the_last_poll_is_woken() {
    let notify = Notify::new();
    let (mut notified, stale) = waiting(&notify);
    let fresh = CountingWaker::new();
    assert!(fresh.poll(Pin::new(&mut notified)).is_pending());
    assert_eq!(stale.clones_alive(), 0);
    notify.notify_one();
    assert_eq!((stale.wakes(), fresh.wakes()), (0, 1));
}

#[test]
fn i5_a_waker_may_notify_when_it_is_woken_and_when_it_is_dropped() {
    // Woken alone; woken with all; displaced by another; dropped with its future, waiting.
    for ending in 0..4 {
        without_deadlock("notify", move || {
            let notify = Arc::new(Notify::new());
            let happened = Arc::new(AtomicUsize::new(0));
            let waker = foreign_waker({
                let (notify, happened) = (Arc::clone(&notify), Arc::clone(&happened));
                move |_| {
                    notify.notify_all();
                    happened.fetch_add(1, SeqCst);
                }
            });
            let mut notified = notify.notified();
            assert!(poll_with(&mut notified, &waker).is_pending());
            drop(waker); // the last one is inside now
            match ending {
                0 => notify.notify_one(),
                1 => notify.notify_all(),
                2 => assert!(poll_with(&mut notified, CountingWaker::new().waker()).is_pending()),
                _ => drop(notified),
            }
            assert_eq!(happened.load(SeqCst), if ending < 2 { 2 } else { 1 }, "ending {ending}");
        });
    }
}

#[test]
fn on_eight_threads_a_notification_always_reaches_one_who_looks() {
    // One thread puts one thing there at a time, tells one other, and waits until it was taken. Two look for it. Five
    // get in line and give up at once, without a look: what reaches them must go on to one of the two.
    const ROUNDS: usize = if cfg!(miri) { 10 } else { 300 };
    let shared = Arc::new((Notify::new(), AtomicBool::new(false), AtomicBool::new(false)));
    let start = Arc::new(Barrier::new(8));
    let (taken, ack) = channel();
    let mut threads = Vec::new();
    for number in 0..7 {
        let (shared, start, taken) = (Arc::clone(&shared), Arc::clone(&start), taken.clone());
        threads.push(thread::spawn(move || {
            let (changed, there, done) = &*shared;
            start.wait();
            if number < 2 {
                block_on(async {
                    loop {
                        let notified = changed.notified();
                        if there.swap(false, SeqCst) {
                            taken.send(()).unwrap();
                        }
                        if done.load(SeqCst) {
                            break;
                        }
                        notified.await;
                    }
                });
            } else {
                while !done.load(SeqCst) {
                    let mut notified = changed.notified();
                    if CountingWaker::new().poll(Pin::new(&mut notified)).is_ready() {
                        changed.notify_one(); // it was kept for whoever comes, and this one will not look
                    }
                    thread::yield_now(); // in line: now it may be called
                }
            }
        }));
    }
    let shared_by_last = Arc::clone(&shared);
    threads.push(thread::spawn(move || {
        let (changed, there, done) = &*shared_by_last;
        start.wait();
        for _ in 0..ROUNDS {
            there.store(true, SeqCst);
            changed.notify_one();
            ack.recv().unwrap();
        }
        done.store(true, SeqCst);
        changed.notify_all();
    }));
    lab::probe::within(
        PATIENCE,
        "notify on 8 threads",
        || "a notification was lost?".to_owned(),
        || {
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        },
    );
}
