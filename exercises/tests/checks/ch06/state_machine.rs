//! The machine by hand does what the compiler's does, at every poll.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use exercises::ch06_waker::state_machine::{buy, by_hand};
use lab::probe::CountingWaker;

use super::parcel::{Courier, Log, Parcel, parcel};

/// The most that may be paid.
const LIMIT: u32 = 50;

/// A machine with the check's end of what it waits for.
struct Bench {
    machine: Pin<Box<dyn Future<Output = Option<u32>>>>,
    price: Courier,
    pay: Courier,
    log: Log,
    probe: CountingWaker,
}

/// A machine that nobody has polled.
fn bench(make: impl FnOnce(Parcel, Parcel) -> Pin<Box<dyn Future<Output = Option<u32>>>>) -> Bench {
    let log = Log::default();
    let ((price, a), (pay, b)) = (parcel("price", &log), parcel("pay", &log));
    Bench { machine: make(a, b), price, pay, log, probe: CountingWaker::new() }
}

fn yours() -> Bench {
    bench(|price, pay| Box::pin(by_hand(price, LIMIT, pay)))
}

fn the_compilers() -> Bench {
    bench(|price, pay| Box::pin(buy(price, LIMIT, pay)))
}

impl Bench {
    /// Polls once; what it says, or `None` if it panics.
    fn try_poll(&mut self) -> Option<Poll<Option<u32>>> {
        catch_unwind(AssertUnwindSafe(|| self.probe.poll(self.machine.as_mut()))).ok()
    }

    fn poll(&mut self) -> Poll<Option<u32>> {
        self.probe.poll(self.machine.as_mut())
    }
}

#[test]
fn what_is_ready_at_once_takes_one_poll() {
    check!(|| {
        let mut bench = yours();
        bench.price.bring(30);
        bench.pay.bring(50);
        let poll = bench.poll();
        assert!(
            poll.is_ready(),
            "price and payment were there from the start, and your machine said `Pending` at its first poll: a poll goes on as \
             far as it can. Where nothing waits, nobody will wake it"
        );
        assert!(
            poll == Poll::Ready(Some(20)),
            "the price was 30, 50 were paid, and the change is said to be {poll:?}"
        );
        assert!(
            bench.probe.wakes() == 0,
            "your machine woke its own task: it is in one place after another in the same poll, and needs no wake for that"
        );
    });
}

#[test]
fn a_pending_poll_forgets_nothing() {
    check!(|| {
        let mut bench = yours();
        for poll in 1..=3 {
            let said = bench.try_poll();
            assert!(
                said == Some(Poll::Pending),
                "no price has come, and at poll {poll} your machine {}: when it is pending, it must stand where it stood, with \
                 all that it held",
                said.map_or("panicked".into(), |said| format!("said {said:?}"))
            );
        }
        bench.price.bring(30);
        for _ in 1..=3 {
            let said = bench.try_poll();
            assert!(
                said == Some(Poll::Pending),
                "the price has come, the payment has not, and your machine {}: here it waits for the payment alone, and must \
                 remember the price",
                said.map_or("panicked".into(), |said| format!("said {said:?}"))
            );
        }
        bench.pay.bring(50);
        let said = bench.poll();
        assert!(
            said == Poll::Ready(Some(20)),
            "the price was 30, 50 were paid, and your machine said {said:?}"
        );
    });
}

#[test]
fn nothing_is_paid_before_the_price_is_known() {
    check!(|| {
        let mut bench = yours();
        let _ = bench.poll();
        assert!(
            bench.pay.polls() == 0,
            "no price has come, and your machine has polled `pay`: these are two awaits in a row, not a join; a future does \
             nothing until it is polled, and this one must not begin yet"
        );
    });
}

#[test]
fn too_dear_is_the_end_and_nothing_is_paid() {
    check!(|| {
        let mut bench = yours();
        let _ = bench.poll();
        bench.price.bring(LIMIT + 1);
        bench.pay.bring(100);
        let said = bench.poll();
        assert!(
            bench.pay.polls() == 0,
            "the price was above the limit, and your machine has polled `pay` all the same: the money is gone"
        );
        assert!(
            said == Poll::Ready(None),
            "the price was above the limit, and your machine said {said:?} instead of `Ready(None)`"
        );
        assert!(
            bench.price.is_dropped() && bench.pay.is_dropped(),
            "your machine is over, and still holds one of its futures: a function that returns drops what it holds, so leave \
             an empty state behind"
        );
        let mut bench = yours();
        bench.price.bring(LIMIT);
        bench.pay.bring(100);
        let said = bench.poll();
        assert!(
            said == Poll::Ready(Some(50)),
            "the price was just the limit, which may be paid, and your machine said {said:?}"
        );
    });
}

#[test]
fn a_future_that_is_done_is_dropped_before_the_next_begins() {
    check!(|| {
        let mut bench = yours();
        bench.price.bring(30);
        let _ = bench.poll();
        assert!(
            bench.price.is_dropped(),
            "the price is known, your machine waits for the payment, and still holds the future that brought the price: a \
             state keeps only what is needed from there on"
        );
        let events = bench.log.take().join(", ");
        assert!(
            events.contains("price dropped, pay polled"),
            "the price's future was to be dropped before `pay` is polled; what happened was: {events}"
        );
        bench.pay.bring(50);
        let _ = bench.poll();
        assert!(
            bench.pay.is_dropped(),
            "your machine is over, and still holds the future that brought the payment"
        );
    });
}

#[test]
fn polled_after_its_end_it_panics() {
    check!(|| {
        let mut bench = yours();
        bench.price.bring(30);
        bench.pay.bring(50);
        let said = bench.poll();
        assert!(
            said.is_ready(),
            "price and payment were there from the start, and your machine said `{said:?}`: first it must come to its end in one \
             poll"
        );
        if let Some(said) = bench.try_poll() {
            panic!(
                "your machine was over, was polled once more, and said `{said:?}`: whoever polls it waits for ever, or gets an \
                 answer twice. The compiler's machine panics here"
            );
        }
    });
}

/// What a machine did at each poll, when price and payment come in that order.
fn story(mut bench: Bench, price: u32, order: &[&str], polled_between: bool) -> Vec<String> {
    let mut story = Vec::new();
    let mut over = false;
    let mut poll = |bench: &mut Bench, story: &mut Vec<String>| {
        if !over {
            let said = bench.try_poll();
            over = said.is_none_or(|said| said.is_ready());
            let said = said.map_or("a panic".to_owned(), |said| format!("{said:?}"));
            story.push(format!("{}: {said}", bench.log.take().join(", ")));
        }
    };
    for &who in order {
        if polled_between {
            poll(&mut bench, &mut story);
        }
        if who == "price" { bench.price.bring(price) } else { bench.pay.bring(60) }
    }
    poll(&mut bench, &mut story);
    drop(bench.machine);
    story.push(bench.log.take().join(", "));
    story
}

#[test]
fn at_every_poll_it_does_what_the_compilers_does() {
    check!(|| {
        let orders: [&[&str]; 5] = [&[], &["price"], &["pay"], &["price", "pay"], &["pay", "price"]];
        for order in orders {
            for price in [0, LIMIT, LIMIT + 1] {
                for polled_between in [false, true] {
                    let right = story(the_compilers(), price, order, polled_between);
                    let mine = story(yours(), price, order, polled_between);
                    let differ = (1..).zip(right.iter().zip(&mine)).find(|(_, (right, mine))| right != mine);
                    let Some((poll, (right, mine))) = differ else {
                        assert!(right.len() == mine.len(), "not as many polls as the compiler's machine");
                        continue;
                    };
                    let between =
                        if polled_between { "polled before each and at the end" } else { "then polled" };
                    panic!(
                        "what comes: {order:?}, {between}, at a price of {price}. At step {poll} the compiler's machine does \
                         [{right}], yours [{mine}]"
                    );
                }
            }
        }
    });
}
