//! No wake is lost, whenever it comes; and while nobody wakes, nothing is done.

use std::future::{poll_fn, ready};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use crate::support::{A_WHILE, Others, what_the_others_do};
use exercises::ch06_waker::block_on::block_on;

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

/// The waker of the newest poll, for another thread: the one of an older poll need not wake any more.
#[derive(Clone, Default)]
struct Newest(Arc<Mutex<Option<Waker>>>);

impl Newest {
    fn keep(&self, cx: &Context<'_>) {
        let newest = cx.waker().clone();
        let stale = self.0.lock().unwrap().replace(newest);
        drop(stale);
    }

    fn wake(&self) {
        let waker = self.0.lock().unwrap().clone();
        waker.unwrap().wake();
    }
}

/// Runs a future that is pending until another thread has done `outside`, which may use the newest waker, and is woken then.
/// Gives back what `outside` gave, and the number of polls.
fn waits_for<T: Send + 'static>(
    polls: &Arc<AtomicU64>,
    outside: impl FnOnce(&Newest) -> T + Send + 'static,
) -> (T, u64) {
    let newest = Newest::default();
    let done: Arc<Mutex<Option<T>>> = Arc::default();
    let mut outside = Some(outside);
    block_on(poll_fn(|cx| {
        newest.keep(cx);
        polls.fetch_add(1, SeqCst);
        if let Some(outside) = outside.take() {
            let (newest, done) = (newest.clone(), Arc::clone(&done));
            thread::spawn(move || {
                let result = outside(&newest);
                *done.lock().unwrap() = Some(result);
                newest.wake();
            });
        }
        if done.lock().unwrap().is_some() { Poll::Ready(()) } else { Poll::Pending }
    }));
    let result = done.lock().unwrap().take().unwrap();
    (result, polls.load(SeqCst))
}

#[test]
fn one_wake_is_one_poll() {
    check!(|| {
        const WAKES: u64 = 20;
        let polls = counted(
            "Another thread wakes 20 times, each time when the future was polled again and a while has passed",
        );
        let seen = Arc::clone(&polls);
        let ((), polls) = waits_for(&polls, move |newest| {
            for _ in 1..WAKES {
                // Long enough to fall asleep.
                thread::sleep(Duration::from_millis(5));
                let before = seen.load(SeqCst);
                newest.wake();
                while seen.load(SeqCst) == before {
                    thread::sleep(Duration::from_micros(100));
                }
            }
            thread::sleep(Duration::from_millis(5));
        });
        assert!(
            polls <= WAKES + 5,
            "woken {WAKES} times, with a rest after each, the future was polled {polls} times, where {} are enough: the ring that ended \
             the sleep is still there at the next one. Clear the flag after the park too (`while`, not `if`)",
            WAKES + 1
        );
    });
}

#[test]
fn an_unpark_by_somebody_else_is_no_wake() {
    check!(|| {
        const UNPARKS: u64 = 1000;
        let polls =
            counted("1,000 times another thread called `unpark` for something else, then it woke the future");
        let me = thread::current();
        let ((), polls) = waits_for(&polls, move |_| {
            for unpark in 0..UNPARKS {
                me.unpark();
                if unpark % 10 == 0 {
                    thread::sleep(Duration::from_micros(100));
                }
            }
        });
        assert!(
            polls <= 5,
            "somebody called `unpark` 1,000 times for something else, and woke the future once: it was polled {polls} times, where 2 \
             are enough. `park` may return for any reason: look at the flag again before you go on (`while`, not `if`)"
        );
    });
}

#[test]
fn asleep_it_does_not_look_now_and_then() {
    check!(|| {
        let polls = counted("Nobody wakes the future for a while, then another thread does");
        let (others, _) = waits_for(&polls, |_| what_the_others_do(Duration::from_millis(300)));
        assert!(
            others != Others::LookNowAndThen,
            "nobody woke it, and your thread does not stay asleep: it wakes up now and then to look (`park_timeout`, or a `sleep`?). It \
             need not: whoever wakes also unparks"
        );
    });
}

#[test]
fn while_nobody_wakes_it_sleeps() {
    check!(|| {
        let polls = counted("It was woken once, then left alone for a time, then woken by another thread");
        let me = thread::current();
        // What it did meanwhile, when the time is over.
        let seen: Arc<Mutex<Option<Others>>> = Arc::default();
        let mut started = false;
        let newest = Newest::default();
        block_on(poll_fn(|cx| {
            newest.keep(cx);
            polls.fetch_add(1, SeqCst);
            if !started {
                started = true;
                // The first wake comes at once: after it, it must sleep again.
                cx.waker().wake_by_ref();
                let (newest, me, seen) = (newest.clone(), me.clone(), Arc::clone(&seen));
                thread::spawn(move || {
                    let mut others = Others::Sleep;
                    for _ in 0..3 {
                        others = what_the_others_do(A_WHILE);
                        if others == Others::Spin {
                            break;
                        }
                        // By somebody else, for something else.
                        me.unpark();
                    }
                    *seen.lock().unwrap() = Some(others);
                    newest.wake();
                });
            }
            if seen.lock().unwrap().is_some() { Poll::Ready(()) } else { Poll::Pending }
        }));
        let polls = polls.load(SeqCst);
        assert!(
            polls <= 40,
            "woken once, then for a time by nobody, then once more: the future was polled {polls} times. While nobody wakes it, it need \
             not be asked. (Does each sleep need a new ring?)"
        );
        let seen = seen.lock().unwrap().unwrap();
        assert!(
            seen != Others::Spin,
            "nobody woke it, and this thread used the CPU all the time: it does not sleep, it looks at the flag again and again"
        );
    });
}
