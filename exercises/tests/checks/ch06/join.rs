//! Both go on, each until it is ready, and not once more.

use std::pin::{Pin, pin};
use std::task::Poll;

use exercises::ch06_waker::join::join;
use lab::probe::CountingWaker;

use super::parcel::{Log, parcel};
use super::words::times;

#[test]
fn both_begin_at_the_first_poll() {
    check!(|| {
        let log = Log::default();
        let ((left, a), (right, b)) = (parcel("left", &log), parcel("right", &log));
        let probe = CountingWaker::new();
        let mut both = pin!(join(a, b));
        let poll = probe.poll(both.as_mut());
        assert!(poll.is_pending(), "neither has an output, and yours is ready with {poll:?}");
        for (name, courier) in [("left", &left), ("right", &right)] {
            assert!(
                courier.polls() == 1,
                "at the first poll `{name}` was polled {}: both must begin at once, or their waits come one after the other",
                times(courier.polls())
            );
        }
    });
}

#[test]
fn the_second_goes_on_while_the_first_still_waits() {
    check!(|| {
        for left_first in [true, false] {
            let log = Log::default();
            let ((left, a), (right, b)) = (parcel("left", &log), parcel("right", &log));
            let probe = CountingWaker::new();
            let mut both = pin!(join(a, b));
            let _ = probe.poll(both.as_mut());
            let (sooner, later, name) =
                if left_first { (&left, &right, "left") } else { (&right, &left, "right") };
            sooner.bring(1);
            let poll = probe.poll(both.as_mut());
            assert!(poll.is_pending(), "only `{name}` has an output, and yours is ready with {poll:?}");
            assert!(
                sooner.polls() == 2,
                "`{name}` has come while the other still waits, and was not polled: it makes no progress"
            );
            later.bring(2);
            let poll = probe.poll(both.as_mut());
            let expected = if left_first { (1, 2) } else { (2, 1) };
            assert!(
                poll == Poll::Ready(expected),
                "`{name}` came first, then the other: yours was to be ready with {expected:?}, and said {poll:?}. Keep the first \
                 output in a field until the other is there. (An output taken out before both are there is lost: look first, then \
                 `take`.)"
            );
        }
    });
}

#[test]
fn one_that_is_over_is_not_polled_again() {
    check!(|| {
        let log = Log::default();
        let ((left, a), (right, b)) = (parcel("left", &log), parcel("right", &log));
        let probe = CountingWaker::new();
        let mut both = pin!(join(a, b));
        left.bring(1);
        for _ in 0..3 {
            let poll = probe.poll(both.as_mut());
            assert!(poll.is_pending(), "`right` has not come, and yours is ready with {poll:?}");
        }
        assert!(
            left.polls() == 1,
            "`left` was ready at once, and was polled {}: the output of one poll is the only one",
            times(left.polls())
        );
        assert!(
            right.polls() == 3,
            "yours was polled 3 times, and `right`, for which it waits, {}: it has left no word with the newest waker",
            times(right.polls())
        );
    });
}

#[test]
fn both_at_once_are_ready_at_once() {
    check!(|| {
        let log = Log::default();
        let ((left, a), (right, b)) = (parcel("left", &log), parcel("right", &log));
        let probe = CountingWaker::new();
        let mut both = pin!(join(a, b));
        left.bring(1);
        right.bring(2);
        let poll = probe.poll(both.as_mut());
        assert!(
            poll == Poll::Ready((1, 2)),
            "both were ready at the first poll, and yours said {poll:?}: now nobody is left who would wake it"
        );
    });
}

#[test]
fn whichever_is_woken_wakes_the_task_and_only_then() {
    check!(|| {
        for left_first in [true, false] {
            let log = Log::default();
            let ((left, a), (right, b)) = (parcel("left", &log), parcel("right", &log));
            let (old, new) = (CountingWaker::new(), CountingWaker::new());
            let mut both = pin!(join(a, b));
            let _ = old.poll(both.as_mut());
            let _ = new.poll(both.as_mut());
            assert!(
                old.wakes() + new.wakes() == 0,
                "nothing has come, and yours woke its task {}: it is polled again and again, and a core burns",
                times(old.wakes() + new.wakes())
            );
            let (first, name) = if left_first { (&left, "left") } else { (&right, "right") };
            first.bring(1);
            assert!(
                new.wakes() == 1,
                "`{name}` came, and the task that polled last was woken {}: hand the context down to both, at every poll",
                times(new.wakes())
            );
        }
    });
}

#[test]
fn dropped_half_way_it_drops_both() {
    check!(|| {
        let log = Log::default();
        let ((left, a), (right, b)) = (parcel("left", &log), parcel("right", &log));
        let probe = CountingWaker::new();
        let mut both = Box::new(join(a, b));
        let _ = probe.poll(Pin::new(&mut *both));
        left.bring(1);
        let _ = probe.poll(Pin::new(&mut *both));
        drop(both);
        assert!(
            left.is_dropped() && right.is_dropped(),
            "yours was dropped half way, and one of its futures lives on"
        );
        assert!(probe.clones_alive() == 0, "yours was dropped, and its waker is still kept");
    });
}
