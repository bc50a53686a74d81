//! The limit counts once, the loser goes at once, and no timer stays.

use std::cell::Cell;
use std::future::ready;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use ch08_runtime::{Handle, block_on, sleep, spawn, yield_now};
use exercises::ch08_runtime::timeout::{Elapsed, timeout};
use lab::probe::CountingWaker;

use super::puppet::puppet;

/// Long enough that nobody waits for it.
const LONG: Duration = Duration::from_secs(600);

fn timers() -> usize {
    Handle::current().reactor().timers()
}

#[test]
fn an_output_in_time_is_given_back() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The future was ready at its second poll, and woke its task. It was not asked again before the time is over, and \
             that is in ten minutes"
                .into()
        });
        block_on(async {
            let got = timeout(LONG, async {
                yield_now().await;
                42
            })
            .await;
            assert!(got == Ok(42), "the future was done at once, with 42, and you gave back {got:?}");
            assert!(
                timers() == 0,
                "the future was done in time, and {} timer is left behind: it will wake a task that waits for something else. \
                 A sleep that is dropped unsets its timer; one that was given to a task goes on",
                timers()
            );
        });
    });
}

#[test]
fn whoever_wakes_the_future_wakes_the_timeout() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Another task made the future ready and woke it, long before the time was over. Nobody polled it then; or the \
             thread is blocked, and the other task had no turn".into()
        });
        block_on(async {
            let (future, strings) = puppet();
            let _other = spawn(async move {
                sleep(Duration::from_millis(20)).await;
                strings.pull(7);
            });
            let got = timeout(LONG, future).await;
            assert!(got == Ok(7), "the future gave 7 in time, and you gave back {got:?}");
        });
    });
}

#[test]
fn what_takes_too_long_is_dropped_at_once() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The future is never done, and the limit of 30 ms is over long ago. Is the clock asked only when the future \
             is done? Or is the sleep made anew at each poll, and dropped at its end, with its timer?"
                .into()
        });
        block_on(async {
            let (future, strings) = puppet::<()>();
            let mut limited = Box::pin(timeout(Duration::from_millis(30), future));
            let got = limited.as_mut().await;
            assert!(got == Err(Elapsed), "the future is never done, and you gave back {got:?}");
            assert!(
                strings.is_dropped(),
                "the time is over and said to be over, and the future is still there, with all that it holds"
            );
        });
    });
}

#[test]
fn who_is_done_in_time_does_not_lose_to_the_clock() {
    check!(|| {
        block_on(async {
            let got = timeout(Duration::ZERO, ready("done")).await;
            assert!(
                got == Ok("done"),
                "the future was ready at once and the limit was zero: you gave back {got:?}. Ask the future before the clock"
            );
            // Polled too late: by now both are ready.
            let waker = CountingWaker::new();
            let (future, strings) = puppet();
            let mut limited = Box::pin(timeout(Duration::from_millis(10), future));
            let _ = waker.poll(limited.as_mut());
            strings.pull("done");
            thread::sleep(Duration::from_millis(30));
            let got = waker.poll(limited.as_mut());
            assert!(
                got == Poll::Ready(Ok("done")),
                "the future was done within the limit; only the task was polled late, and you gave back {got:?}. Ask the future \
                 before the clock"
            );
        });
    });
}

#[test]
fn the_limit_does_not_begin_anew() {
    check!(|| {
        let polls = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&polls);
        crate::support::if_stuck(move || {
            format!(
                "The limit was 100 ms. The future was woken every 5 ms, {} times so far, and is never done. A sleep that is \
                 made anew at each poll begins anew each time",
                seen.load(SeqCst)
            )
        });
        block_on(async {
            let got = timeout(Duration::from_millis(100), async {
                loop {
                    sleep(Duration::from_millis(5)).await;
                    polls.fetch_add(1, SeqCst);
                }
            });
            let got: Result<(), Elapsed> = got.await;
            assert!(got == Err(Elapsed), "the future is never done, and you gave back {got:?}");
        });
    });
}

#[test]
fn waiting_asks_nobody() {
    check!(|| {
        block_on(async {
            let (future, strings) = puppet::<()>();
            let _ = timeout(Duration::from_millis(200), future).await;
            assert!(strings.polls() > 0, "the future was never polled: it had no chance to be done in time");
            assert!(
                strings.polls() < 10,
                "the future was polled {} times in 0.2 s, and never woke its task: the CPU was busy with waiting. A sleep \
                 wakes the task when its time has come",
                strings.polls()
            );
        });
    });
}

#[test]
fn other_tasks_go_on_meanwhile() {
    check!(|| {
        block_on(async {
            let turns = Rc::new(Cell::new(0));
            let beats = Rc::clone(&turns);
            let _heart = spawn(async move {
                loop {
                    sleep(Duration::from_millis(5)).await;
                    beats.set(beats.get() + 1);
                }
            });
            yield_now().await;
            let (future, _strings) = puppet::<()>();
            let _ = timeout(Duration::from_millis(300), future).await;
            assert!(
                turns.get() > 2,
                "a task that beats every 5 ms had {} turns during a timeout of 300 ms: something blocks the thread. \
                 `std::thread::sleep` does; the runtime's `sleep` is awaited",
                turns.get()
            );
        });
    });
}

#[test]
fn a_timeout_given_up_leaves_nothing() {
    check!(|| {
        block_on(async {
            let waker = CountingWaker::new();
            let (future, strings) = puppet::<()>();
            let mut limited = Box::pin(timeout(LONG, future));
            let _ = waker.poll(limited.as_mut());
            drop(limited);
            assert!(strings.is_dropped(), "the timeout was dropped, and the future in it is still there");
            assert!(
                timers() == 0,
                "the timeout was dropped, and {} timer is left behind: the sleep belongs to the timeout, not to a task of its own",
                timers()
            );
        });
    });
}

#[test]
fn the_time_counts_from_the_first_poll() {
    check!(|| {
        block_on(async {
            let limited = timeout(Duration::from_millis(20), async {
                yield_now().await;
                "done"
            });
            // Made, and not awaited yet: a future is lazy.
            thread::sleep(Duration::from_millis(60));
            let got = limited.await;
            assert!(
                got == Ok("done"),
                "the timeout was made 60 ms before it was awaited, its limit is 20 ms, and you gave back {got:?}: the time \
                 counts from the first poll"
            );
        });
    });
}
