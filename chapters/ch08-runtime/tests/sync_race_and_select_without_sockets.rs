//! The first of two: who is asked, who wins, and when the loser is gone.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::RefCell;
use std::future::{pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use ch06_waker::block_on;
use ch08_runtime::race::race;
use ch08_runtime::select::{Either, select};
use ch08_runtime::sync::oneshot;
use lab::probe::CountingWaker;

/// What happened, in order.
type Log = Rc<RefCell<Vec<String>>>;

/// Says when it is polled and when it is dropped; ready at its `turns`-th poll.
struct Told {
    name: &'static str,
    turns: u32,
    log: Log,
}

impl Future for Told {
    type Output = &'static str;
    fn poll(mut self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> Poll<&'static str> {
        self.log.borrow_mut().push(format!("poll {}", self.name));
        self.turns -= 1;
        if self.turns == 0 { Poll::Ready(self.name) } else { Poll::Pending }
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        self.log.borrow_mut().push(format!("drop {}", self.name));
    }
}

fn told(name: &'static str, turns: u32, log: &Log) -> Told {
    Told { name, turns, log: Rc::clone(log) }
}

#[test]
fn the_first_is_asked_first_and_wins_a_tie() {
    let log = Log::default();
    let mut both = pin!(race(told("a", 1, &log), told("b", 1, &log)));
    assert_eq!(CountingWaker::new().poll(both.as_mut()), Poll::Ready("a"));
    let log = log.borrow();
    assert_eq!(log[0], "poll a");
    assert!(!log.contains(&"poll b".to_owned()), "the second was asked though the first had won: {log:?}");
}

#[test]
fn the_loser_is_gone_before_the_output_is_handed_out() {
    for (a, b, winner) in [(2, 3, "a"), (3, 2, "b")] {
        let log = Log::default();
        let waker = CountingWaker::new();
        let mut both = pin!(race(told("a", a, &log), told("b", b, &log)));
        assert!(waker.poll(both.as_mut()).is_pending());
        assert_eq!(log.borrow().join(", "), "poll a, poll b");
        assert_eq!(waker.poll(both.as_mut()), Poll::Ready(winner));
        // The race itself is still there, and holds neither.
        let drops = log.borrow().iter().filter(|line| line.starts_with("drop")).count();
        assert_eq!(drops, 2, "{:?}", log.borrow());
    }
}

#[test]
fn a_race_that_is_dropped_drops_both() {
    let log = Log::default();
    let waker = CountingWaker::new();
    {
        let mut both = pin!(race(told("a", 9, &log), told("b", 9, &log)));
        assert!(waker.poll(both.as_mut()).is_pending());
    }
    let drops = log.borrow().iter().filter(|line| line.starts_with("drop")).count();
    assert_eq!(drops, 2);
    assert_eq!(Rc::strong_count(&log), 1);
}

#[test]
fn a_race_is_woken_by_either_and_leaves_no_waker_behind() {
    for winner in 0..2 {
        let waker = CountingWaker::new();
        let (first, a) = oneshot::channel();
        let (second, b) = oneshot::channel();
        let (mut senders, mut both) = ([Some(first), Some(second)], pin!(race(a, b)));
        assert!(waker.poll(both.as_mut()).is_pending());
        assert_eq!(waker.clones_alive(), 2);
        assert_eq!(senders[winner].take().unwrap().send(winner), Ok(()));
        assert_eq!(waker.wakes(), 1);
        assert_eq!(waker.poll(both.as_mut()), Poll::Ready(Ok(winner)));
        assert_eq!(waker.clones_alive(), 0, "the loser's waker lives on");
        assert_eq!(senders[1 - winner].take().unwrap().send(9), Err(9), "the loser still listens");
    }
}

#[test]
fn select_says_which_it_was() {
    assert_eq!(block_on(select(ready(1), pending::<()>())), Either::Left(1));
    assert_eq!(block_on(select(pending::<()>(), ready("b"))), Either::Right("b"));
}

#[test]
fn a_loser_that_was_lent_goes_on_where_it_was() {
    let log = Log::default();
    let mut slow = told("slow", 3, &log);
    let mut quick = 0;
    let winner = block_on(select(
        &mut slow,
        poll_fn(|_| {
            quick += 1;
            Poll::Ready("quick")
        }),
    ));
    assert_eq!((winner, quick), (Either::Right("quick"), 1));
    assert_eq!(log.borrow().join(", "), "poll slow", "lent, and dropped all the same");
    let winner = block_on(select(&mut slow, ready(())));
    assert_eq!(winner, Either::Right(()));
    assert_eq!(CountingWaker::new().poll(Pin::new(&mut slow)), Poll::Ready("slow"));
}

#[test]
fn a_value_that_lost_by_being_second_is_still_there() {
    // Both are ready in the same turn. Given away, the second's value would be dropped with its future.
    let (first, mut a) = oneshot::channel();
    let (second, mut b) = oneshot::channel();
    assert_eq!((first.send(1), second.send(2)), (Ok(()), Ok(())));
    assert_eq!(block_on(select(&mut a, &mut b)), Either::Left(Ok(1)));
    assert_eq!(block_on(b), Ok(2));
}
