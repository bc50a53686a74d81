//! Both are asked with one waker; the loser is dropped; nobody spins.

use std::task::Poll;

use exercises::ch08_runtime::race::race;
use lab::probe::CountingWaker;

use super::puppet::{done, puppet};

#[test]
fn whichever_is_ready_first_wins() {
    check!(|| {
        for first in ["a", "b"] {
            let waker = CountingWaker::new();
            let ((a, a_strings), (b, b_strings)) = (puppet(), puppet());
            let mut both = Box::pin(race(a, b));
            assert!(
                waker.poll(both.as_mut()).is_pending(),
                "neither was ready, and the race was over at its first poll"
            );
            assert!(
                a_strings.polls() == 1 && b_strings.polls() == 1,
                "in the first poll of the race, a was polled {} times and b {} times. A future does nothing until it is \
                 polled: who awaits one first does not begin the other",
                a_strings.polls(),
                b_strings.polls()
            );
            if first == "a" { &a_strings } else { &b_strings }.pull(first);
            assert!(
                waker.wakes() > 0,
                "{first} was ready and woke the waker it was polled with, but that was not the task's: nobody heard it"
            );
            let got = waker.poll(both.as_mut());
            assert!(
                got == Poll::Ready(first),
                "{first} was ready and the other was not, and the race gave {got:?}: it is over with the first, and does \
                 not wait for the other"
            );
        }
    });
}

#[test]
fn the_loser_is_dropped_before_the_output_is_there() {
    check!(|| {
        for first in ["a", "b"] {
            let waker = CountingWaker::new();
            let ((a, a_strings), (b, b_strings)) = (puppet(), puppet());
            let mut both = Box::pin(race(a, b));
            let _ = waker.poll(both.as_mut());
            let (winner, loser) = if first == "a" { (a_strings, b_strings) } else { (b_strings, a_strings) };
            winner.pull(first);
            let got = waker.poll(both.as_mut());
            assert!(got.is_ready(), "{first} was ready, and the race was not over");
            assert!(
                loser.is_dropped(),
                "{first} has won, and the loser is still there: its sockets, its timers, its place in a line. To cancel is to \
                 drop"
            );
        }
    });
}

#[test]
fn the_first_wins_when_both_are_ready() {
    check!(|| {
        let waker = CountingWaker::new();
        let ((a, a_strings), (b, b_strings)) = (puppet(), puppet());
        let mut both = Box::pin(race(a, b));
        let _ = waker.poll(both.as_mut());
        a_strings.pull("a");
        b_strings.pull("b");
        let got = waker.poll(both.as_mut());
        assert!(
            got == Poll::Ready("a"),
            "both were ready, and the race gave {got:?}: a is asked first, and wins"
        );
    });
}

#[test]
fn the_second_is_not_asked_when_the_first_is_ready() {
    check!(|| {
        let waker = CountingWaker::new();
        let ((a, _), (b, b_strings)) = (done("a"), done("b"));
        let got = waker.poll(Box::pin(race(a, b)).as_mut());
        assert!(
            got == Poll::Ready("a"),
            "both were ready at the first poll, and the race gave {got:?} instead of a"
        );
        assert!(
            b_strings.polls() == 0,
            "a had won, and b was polled all the same: what it did in that poll (took a value out of a channel, say) is lost"
        );
    });
}

#[test]
fn while_both_wait_nobody_is_woken() {
    check!(|| {
        let waker = CountingWaker::new();
        let ((a, _a), (b, _b)) = (puppet::<()>(), puppet());
        let mut both = Box::pin(race(a, b));
        let _ = waker.poll(both.as_mut());
        assert!(
            waker.wakes() == 0,
            "neither was ready, and the race woke its own task: it would be polled again and again, and the CPU be busy with \
             waiting"
        );
    });
}

#[test]
fn a_race_given_up_drops_both() {
    check!(|| {
        let waker = CountingWaker::new();
        let ((a, a_strings), (b, b_strings)) = (puppet::<()>(), puppet());
        let mut both = Box::pin(race(a, b));
        let _ = waker.poll(both.as_mut());
        drop(both);
        assert!(
            a_strings.is_dropped() && b_strings.is_dropped() && waker.clones_alive() == 0,
            "the race was dropped, and something of it is still there: {} wakers of its task",
            waker.clones_alive()
        );
    });
}
