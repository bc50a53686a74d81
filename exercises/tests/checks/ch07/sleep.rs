//! Never early, one timer at most, and none left behind.

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use exercises::ch07_executor::sleep::{Sleep, sleep};
use lab::probe::CountingWaker;

use super::desk::Desk;

const SECOND: Duration = Duration::from_secs(1);
const MOMENT: Duration = Duration::from_nanos(1);

/// Polls it with this waker.
fn poll(sleep: &mut Sleep<Desk>, waker: &CountingWaker) -> Poll<()> {
    waker.poll(Pin::new(sleep))
}

#[test]
fn nothing_is_set_before_the_first_poll() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        assert!(desk.timers() == 0, "before its first poll there is nobody to wake, and a timer is set");
        let polled = poll(&mut sleep, &waker);
        assert!(polled.is_pending(), "a sleep of one second was over at its first poll");
        let timers = desk.timers();
        assert!(
            timers == 1,
            "the sleep said it is pending, and {timers} timers are set: somebody must be asked to wake it"
        );
    });
}

#[test]
fn it_is_over_at_its_time() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        let _ = poll(&mut sleep, &waker);
        desk.pass(SECOND);
        desk.fire();
        let wakes = waker.wakes();
        assert!(wakes == 1, "one second has passed, and the task was woken {wakes} times instead of once");
        let polled = poll(&mut sleep, &waker);
        assert!(
            polled.is_ready(),
            "one second has passed, of a sleep of one second, and it says it is pending"
        );
    });
}

#[test]
fn it_is_never_early() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        let _ = poll(&mut sleep, &waker);
        desk.pass(SECOND - MOMENT);
        desk.fire();
        let polled = poll(&mut sleep, &waker);
        assert!(
            polled.is_pending(),
            "a nanosecond is missing to the second, the task was woken for something else, and the sleep says that it is over: a \
             poll does not mean that the time has come"
        );
        desk.pass(MOMENT);
        desk.fire();
        assert!(
            waker.wakes() > 0,
            "the sleep was polled a moment before its time, and when the time came nobody woke the task"
        );
        let polled = poll(&mut sleep, &waker);
        assert!(polled.is_ready(), "the second has passed, and the sleep says it is pending");
    });
}

#[test]
fn it_counts_from_the_call() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        desk.pass(SECOND / 2);
        let _ = poll(&mut sleep, &waker);
        desk.pass(SECOND / 2);
        desk.fire();
        let polled = poll(&mut sleep, &waker);
        assert!(
            waker.wakes() == 1 && polled.is_ready(),
            "`sleep` was called a second ago, and first polled half a second ago; it should be over now, and {}: the second counts from the \
             call",
            if polled.is_pending() { "says it is pending" } else { "woke nobody when its time had come" }
        );
    });
}

#[test]
fn polled_often_it_has_one_timer() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        for polls in 1..=5 {
            let _ = poll(&mut sleep, &waker);
            let timers = desk.timers();
            assert!(
                timers == 1,
                "polled {polls} times, the sleep has {timers} timers: the key says that one is set, change its waker"
            );
        }
    });
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    check!(|| {
        let (desk, first, last) = (Desk::new(), CountingWaker::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        let _ = poll(&mut sleep, &first);
        let _ = poll(&mut sleep, &last);
        let timers = desk.timers();
        assert!(timers == 1, "polled by two tasks, one after the other, the sleep has {timers} timers");
        desk.pass(SECOND);
        desk.fire();
        let (stale, right) = (first.wakes(), last.wakes());
        assert!(
            right == 1,
            "the sleep was polled by one task, then it moved to another, which was polled too. At its time the first was woken \
             {stale} times and the last {right} times: the first has nothing to do with it any more, and the last waits for ever"
        );
    });
}

#[test]
fn dropped_it_leaves_no_timer() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut first = sleep(&desk, SECOND);
        let mut second = sleep(&desk, SECOND);
        let _ = (poll(&mut first, &waker), poll(&mut second, &waker));
        drop(first);
        let timers = desk.timers();
        assert!(
            timers == 1,
            "of two sleeps one was dropped, and {timers} timers are left instead of 1: a timer without its sleep wakes a task \
             that has long gone on to something else"
        );
        drop(second);
        let (timers, wakers) = (desk.timers(), waker.clones_alive());
        assert!(timers == 0 && wakers == 0, "both sleeps are dropped; {timers} timers, {wakers} wakers left");
        drop(sleep(&desk, SECOND)); // never polled: there is nothing to take away
    });
}

#[test]
fn over_before_its_timer_has_fired_it_leaves_none() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        let _ = poll(&mut sleep, &waker);
        desk.pass(SECOND);
        let polled = poll(&mut sleep, &waker);
        assert!(
            polled.is_ready(),
            "its time has come, though the timer has not fired yet; polled now, the sleep says it is pending"
        );
        let timers = desk.timers();
        assert!(
            timers == 0,
            "the sleep is over, but its timer had not fired yet, and is still set: it will wake the task for nothing"
        );
    });
}

#[test]
fn a_timer_that_fires_early_is_set_again() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, SECOND);
        let _ = poll(&mut sleep, &waker);
        desk.fire_early();
        let polled = poll(&mut sleep, &waker);
        assert!(
            polled.is_pending(),
            "the timer has fired too early, as coarse clocks do, and the sleep was over at once"
        );
        let timers = desk.timers();
        assert!(
            timers == 1,
            "the timer has fired too early, as coarse clocks do: the sleep says it is pending, and {timers} timers are set. \
             `change_timer` has said `false`: there is none to change"
        );
    });
}

#[test]
fn nothing_is_over_at_once() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, Duration::ZERO);
        let polled = poll(&mut sleep, &waker);
        assert!(
            polled.is_ready(),
            "a sleep of no time should be over at its first poll, and says it is pending"
        );
        let timers = desk.timers();
        assert!(
            timers == 0,
            "a sleep of no time was over at its first poll, as it should be, but left a timer behind ({timers}): it needs none"
        );
    });
}

#[test]
fn a_time_too_far_away_is_never() {
    check!(|| {
        let (desk, waker) = (Desk::new(), CountingWaker::new());
        let mut sleep = sleep(&desk, Duration::MAX);
        let polled = poll(&mut sleep, &waker);
        assert!(polled.is_pending(), "a sleep of 584 billion years was over at once");
    });
}
