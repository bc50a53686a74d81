//! No wake is lost, whenever it comes; and while nobody wakes, nothing is done.

use std::future::{poll_fn, ready};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use exercises::ch06_waker::block_on::block_on;
use lab::ledger::process_cpu;

/// How often the future was polled, told also when the check hangs.
fn counted(mistake: &'static str) -> Arc<AtomicU64> {
    let polls = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&polls);
    crate::support::if_stuck(move || format!("Polls so far: {}. {mistake}", seen.load(SeqCst)));
    polls
}

#[test]
fn a_future_that_is_ready_needs_one_poll_and_no_sleep() {
    check!(|| {
        let polls = counted("The future is ready at its first poll: nobody will wake this thread");
        let answer = block_on(async {
            polls.fetch_add(1, SeqCst);
            ready(42).await
        });
        assert!(answer == 42, "the future was ready with 42, you gave back {answer}");
        assert!(polls.load(SeqCst) == 1, "a future that is ready at once was polled {polls:?} times");
    });
}

#[test]
fn a_wake_in_the_middle_of_the_poll_is_not_lost() {
    check!(|| {
        let polls = counted(
            "The future was woken during its first poll, before it said `Pending`. Whoever clears the flag after the poll, or \
             before the sleep without a look, forgets that wake",
        );
        block_on(poll_fn(|cx| {
            if polls.fetch_add(1, SeqCst) == 3 {
                return Poll::Ready(());
            }
            // Two ways to wake.
            cx.waker().wake_by_ref();
            let by_value = cx.waker().clone();
            by_value.wake();
            Poll::Pending
        }));
        assert!(
            polls.load(SeqCst) == 4,
            "the future is ready at its fourth poll, and was polled {polls:?} times"
        );
    });
}

#[test]
fn a_wake_by_another_thread_ends_the_sleep() {
    check!(|| {
        let polls = counted(
            "100 ms after the first poll another thread called `wake`: it must end the sleep of the thread that waits",
        );
        let mut started = false;
        block_on(poll_fn(|cx| {
            polls.fetch_add(1, SeqCst);
            if started {
                return Poll::Ready(());
            }
            started = true;
            let waker = cx.waker().clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(100));
                waker.wake();
            });
            Poll::Pending
        }));
    });
}

#[test]
fn five_hundred_wakes_at_any_moment_are_all_heard() {
    check!(|| {
        const ROUNDS: u64 = 500;
        let polls = counted(
            "Another thread wakes after each poll, 500 times: before the sleep, during it, just as it begins. One of them was \
             lost: is there a moment between the look at the flag and the sleep, or is the flag set after the unpark?",
        );
        let rung = Arc::new(AtomicU64::new(0));
        let (send, receive) = channel::<Waker>();
        let (waker_polls, ringer) = (Arc::clone(&polls), Arc::clone(&rung));
        thread::spawn(move || {
            for waker in receive {
                // Now at once, now a little later.
                for _ in 0..waker_polls.load(SeqCst) % 5 * 100 {
                    std::hint::spin_loop();
                }
                ringer.fetch_add(1, SeqCst);
                waker.wake();
            }
        });
        let mut asked = 0;
        block_on(poll_fn(|cx| {
            polls.fetch_add(1, SeqCst);
            if rung.load(SeqCst) == ROUNDS {
                return Poll::Ready(());
            }
            // It may be polled once more in vain; then the last wake is still to come.
            if rung.load(SeqCst) == asked {
                asked += 1;
                send.send(cx.waker().clone()).unwrap();
            }
            Poll::Pending
        }));
    });
}

#[test]
fn a_future_that_parks_does_not_eat_the_wake() {
    check!(|| {
        let polls = counted(
            "The future was woken during its first poll, then parked for a reason of its own, and took the thread's token with \
             it. `park` and `unpark` alone lose this wake: what counts must be a flag of your own",
        );
        block_on(poll_fn(|cx| {
            if polls.fetch_add(1, SeqCst) == 1 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            // Takes the token if there is one, and goes on soon if there is none.
            thread::park_timeout(Duration::from_millis(20));
            Poll::Pending
        }));
    });
}

#[test]
fn one_block_on_inside_another_keeps_both_their_wakes() {
    check!(|| {
        let polls = counted(
            "The future was woken, and then ran a `block_on` of its own before it said `Pending`. Each `block_on` needs a flag of \
             its own, and the wakes of the one must not end up with the other",
        );
        block_on(poll_fn(|outer| {
            if polls.fetch_add(1, SeqCst) == 1 {
                return Poll::Ready(());
            }
            outer.waker().wake_by_ref();
            let mut inner_polls = 0;
            block_on(poll_fn(|inner| {
                inner_polls += 1;
                if inner_polls == 3 {
                    return Poll::Ready(());
                }
                inner.waker().wake_by_ref();
                Poll::Pending
            }));
            Poll::Pending
        }));
    });
}

#[test]
fn while_nobody_wakes_it_sleeps() {
    check!(|| {
        const WAIT: Duration = Duration::from_millis(300);
        const TOO_MUCH: Duration = Duration::from_millis(60);
        let polls = counted("It was woken once, then left alone for a time, then woken by another thread");
        let me = thread::current();
        // The CPU time of the wait, when it is over.
        let spent: Arc<Mutex<Option<Duration>>> = Arc::default();
        let mut started = false;
        block_on(poll_fn(|cx| {
            polls.fetch_add(1, SeqCst);
            if !started {
                started = true;
                // The first wake comes at once: after it, it must sleep again.
                cx.waker().wake_by_ref();
                let (waker, me, spent) = (cx.waker().clone(), me.clone(), Arc::clone(&spent));
                thread::spawn(move || {
                    let before = process_cpu().unwrap_or_default();
                    let mut used = Duration::ZERO;
                    // Longer where others are busy: who burns CPU gets little of it then, but gets it.
                    for third in 1..=20 {
                        thread::sleep(WAIT / 3);
                        // By somebody else, for something else.
                        me.unpark();
                        used = process_cpu().unwrap_or_default().saturating_sub(before);
                        if third >= 3 && (used < TOO_MUCH / 4 || used > TOO_MUCH) {
                            break;
                        }
                    }
                    *spent.lock().unwrap() = Some(used);
                    waker.wake();
                });
            }
            if spent.lock().unwrap().is_some() { Poll::Ready(()) } else { Poll::Pending }
        }));
        let spent = spent.lock().unwrap().unwrap();
        let polls = polls.load(SeqCst);
        assert!(
            polls <= 40,
            "woken once, then for some {WAIT:?} by nobody, then once more: the future was polled {polls} times. While nobody wakes it, \
             it need not be asked. (Does each sleep need a new ring?)"
        );
        assert!(
            spent <= TOO_MUCH,
            "for some {WAIT:?} nobody woke it, and this thread used the CPU for {spent:?}: it does not sleep, it looks at the flag \
             again and again"
        );
    });
}
