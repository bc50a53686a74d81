//! In order, once, at the right time, and never another one's.

use std::time::{Duration, Instant};

use exercises::ch05_event_loop::timers::Timers;

/// A waiter that can do nothing at all, as a waker or a task's id would: not even be compared or copied.
struct Waiter(&'static str);

/// Times that are easy to read: `at(30)` is 30 ms after the start.
fn clock() -> impl Fn(u64) -> Instant {
    let start = Instant::now();
    move |ms| start + Duration::from_millis(ms)
}

fn names(waiters: Vec<Waiter>) -> Vec<&'static str> {
    waiters.into_iter().map(|waiter| waiter.0).collect()
}

#[test]
fn what_is_due_comes_in_order_of_time() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        for (ms, name) in [(30, "at 30"), (10, "at 10"), (40, "at 40"), (20, "at 20")] {
            timers.insert(at(ms), Waiter(name));
        }
        let due = names(timers.expired(at(35)));
        assert!(
            due == ["at 10", "at 20", "at 30"],
            "timers were set for 30, 10, 40 and 20, in this order; at 35 you gave {due:?}"
        );
        let due = names(timers.expired(at(99)));
        assert!(due == ["at 40"], "the timer for 40 was left, and at 99 you gave {due:?}: each fires once");
    });
}

#[test]
fn what_is_due_at_the_same_time_comes_in_the_order_it_was_set() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        for number in 0..100 {
            timers.insert(at(10 + number % 2), number);
        }
        let due = timers.expired(at(20));
        let expected: Vec<u64> = (0..100).step_by(2).chain((1..100).step_by(2)).collect();
        assert!(
            due.len() == 100,
            "50 timers were set for one time and 50 for another, and at a time when all are due {} came out. Has one taken another's \
             place, or do you give only the first?",
            due.len()
        );
        let wrong = (0..100).find(|place| due[*place] != expected[*place]);
        let place = wrong.unwrap_or(0);
        assert!(
            wrong.is_none(),
            "timers 0 to 99 were set in this order, the even ones for 10 and the odd ones for 11; later all were due, and at \
             place {} timer {} came out, where timer {} belongs: first in order of time, then in the order they were set",
            place + 1,
            due[place],
            expected[place]
        );
    });
}

#[test]
fn a_timer_is_due_at_its_time_and_not_before() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        timers.insert(at(10), Waiter("at 10"));
        let early = names(timers.expired(at(10) - Duration::from_nanos(1)));
        assert!(early.is_empty(), "a timer for 10 fired a nanosecond too early: {early:?}");
        let due = names(timers.expired(at(10)));
        assert!(
            due == ["at 10"],
            "a timer for 10 gave {due:?} at exactly 10. It is due *at* its time, not only after it: a loop that has slept until then, \
             and finds nobody due, asks again without an end"
        );
        let again = names(timers.expired(at(10)));
        assert!(again.is_empty(), "a timer that has fired fires no second time, and you gave {again:?}");
    });
}

#[test]
fn a_time_in_the_past_is_due_at_once() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        timers.expired(at(50));
        timers.insert(at(40), Waiter("at 40"));
        timers.insert(at(10), Waiter("at 10"));
        let due = names(timers.expired(at(50)));
        let likely = if due.len() == 2 { ", the earlier first" } else { "" };
        assert!(
            due == ["at 10", "at 40"],
            "it is 50, and timers for 40 and for 10 are set: you gave {due:?}. A time that has passed is due{likely}"
        );
    });
}

#[test]
fn a_cancelled_timer_does_not_fire() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        let [_a, b, _c] = ["a", "b", "c"].map(|name| timers.insert(at(10), Waiter(name)));
        let given_back = timers.cancel(b).map(|waiter| waiter.0);
        assert!(
            given_back == Some("b"),
            "timers a, b, c were set for one time, b was cancelled, and its key gave back {given_back:?}"
        );
        let due = names(timers.expired(at(11)));
        assert!(due == ["a", "c"], "of a, b, c, all for one time, b was cancelled, and you gave {due:?}");
    });
}

#[test]
fn it_knows_when_the_next_one_is_due() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        let next = |timers: &Timers<Waiter>, expected: Option<u64>, when: &str| {
            let next = timers.next_deadline();
            let ms = next.map(|next| next.saturating_duration_since(at(0)).as_millis());
            assert!(
                next == expected.map(&at),
                "{when}, the next deadline is {expected:?}, and you say {ms:?} (ms): the loop sleeps until then"
            );
        };
        next(&timers, None, "when no timer is set");
        timers.insert(at(30), Waiter("at 30"));
        let first = timers.insert(at(10), Waiter("at 10"));
        timers.insert(at(20), Waiter("at 20"));
        next(&timers, Some(10), "with timers for 30, 10 and 20");
        timers.cancel(first);
        next(&timers, Some(20), "with 30, 10 and 20, of which 10 was cancelled");
        timers.expired(at(25));
        next(&timers, Some(30), "with 30 and 20, of which 20 has fired");
        timers.expired(at(35));
        next(&timers, None, "when all have fired");
    });
}

#[test]
fn the_key_of_a_timer_that_has_fired_hits_no_other() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        let old = timers.insert(at(10), Waiter("old"));
        let due = names(timers.expired(at(11)));
        assert!(due == ["old"], "a timer for 10 gave {due:?} at 11");
        timers.insert(at(10), Waiter("new"));
        timers.insert(at(20), Waiter("later"));
        let hit = timers.cancel(old).map(|waiter| waiter.0);
        assert!(
            hit.is_none(),
            "a timer had fired; its key was cancelled late, and that unset another timer, {hit:?}: a key must never be used \
             again"
        );
        let due = names(timers.expired(at(21)));
        assert!(due == ["new", "later"], "two timers were set and never cancelled, and you gave {due:?}");
    });
}

#[test]
fn the_key_of_a_cancelled_timer_hits_no_other() {
    check!(|| {
        let (at, mut timers) = (clock(), Timers::new());
        let old = timers.insert(at(10), Waiter("old"));
        timers.insert(at(10), Waiter("kept"));
        timers.cancel(old);
        let new = timers.insert(at(10), Waiter("new"));
        let hit = timers.cancel(old).map(|waiter| waiter.0);
        assert!(
            hit.is_none(),
            "a timer was cancelled twice, and the second time that unset another, {hit:?}"
        );
        let due = names(timers.expired(at(11)));
        // One of the two came: then the other's place was taken. Where both came, or none, that is not the reason.
        let likely = if due.len() == 1 { ". Does the new one have a key that is in use?" } else { "" };
        assert!(
            due == ["kept", "new"],
            "a timer was cancelled, one kept, one set after it, all for one time: when they were due, you gave {due:?}{likely}"
        );
        assert!(timers.cancel(new).is_none(), "a timer that has fired could still be cancelled");
    });
}
