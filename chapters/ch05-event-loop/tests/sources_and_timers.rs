//! Who waits for what: nothing is lost, nothing is dropped unseen, nothing is used twice.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Event, Interest};
use ch05_event_loop::{Sources, Timers};

/// A waiter that counts its drops: what a waker of chapter 6 does in its drop may re-enter the loop.
struct Counted(u32, Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.set(self.1.get() + 1);
    }
}

#[test]
fn i2_a_key_is_never_used_twice() {
    let mut sources = Sources::new();
    let mut seen = HashSet::new();
    for round in 0..1_000 {
        let key = sources.insert();
        assert!(seen.insert(key), "key {key} was used twice");
        assert!(sources.wait(key, Interest::Readable, round).is_none());
        assert_eq!(sources.forget(key, Interest::Readable), Some(round));
    }
}

#[test]
fn i2_an_event_for_a_socket_that_is_gone_reaches_nobody() {
    let mut sources = Sources::new();
    let gone = sources.insert();
    assert!(sources.wait(gone, Interest::Readable, "gone").is_none());
    assert_eq!(sources.forget(gone, Interest::Readable), Some("gone"));
    let newcomer = sources.insert();
    assert!(sources.wait(newcomer, Interest::Readable, "newcomer").is_none());
    let mut woken = Vec::new();
    sources.ready(Event::readable(gone), &mut woken);
    assert!(woken.is_empty(), "a late event for one socket continued the waiter of another");
    assert_eq!(sources.len(), 1);
}

#[test]
fn i5_no_waiter_is_dropped_inside() {
    let drops = Rc::new(Cell::new(0));
    let waiter = |number| Counted(number, Rc::clone(&drops));
    let mut sources = Sources::new();
    let key = sources.insert();
    assert!(sources.wait(key, Interest::Readable, waiter(1)).is_none());
    let displaced = sources.wait(key, Interest::Readable, waiter(2));
    assert_eq!(drops.get(), 0, "`wait` dropped the waiter it displaced");
    assert_eq!(displaced.as_ref().unwrap().0, 1);
    let forgotten = sources.forget(key, Interest::Readable);
    assert_eq!(drops.get(), 0, "`forget` dropped a waiter");
    assert!(sources.wait(key, Interest::Writable, waiter(3)).is_none());
    let mut woken = Vec::new();
    sources.ready(Event::writable(key), &mut woken);
    assert_eq!(drops.get(), 0, "`ready` dropped a waiter");
    assert_eq!(woken.len(), 1);
    drop((displaced, forgotten, woken));

    drops.set(0);
    let mut timers = Timers::new();
    let now = Instant::now();
    let first = timers.insert(now, waiter(4));
    timers.insert(now, waiter(5));
    let cancelled = timers.cancel(first);
    let mut woken = Vec::new();
    timers.fire(now, &mut woken);
    assert_eq!(drops.get(), 0, "a timer dropped its waiter");
    assert!(cancelled.is_some() && woken.len() == 1);
}

#[test]
fn a_oneshot_event_continues_the_waiter_of_the_other_direction_too() {
    let mut sources = Sources::new();
    let key = sources.insert();
    assert!(sources.wait(key, Interest::Readable, "reader").is_none());
    assert!(sources.wait(key, Interest::Writable, "writer").is_none());
    let both = sources.interest(key);
    assert!(both.readable && both.writable);
    let mut woken = Vec::new();
    sources.ready(Event::writable(key), &mut woken);
    assert_eq!(
        woken,
        ["reader", "writer"],
        "the event disarmed both: whoever is not continued sleeps for ever"
    );
    assert!(sources.is_empty());
}

#[test]
fn forgetting_one_direction_leaves_the_other() {
    let mut sources = Sources::new();
    let key = sources.insert();
    assert!(sources.wait(key, Interest::Readable, "reader").is_none());
    assert!(sources.wait(key, Interest::Writable, "writer").is_none());
    assert_eq!(sources.forget(key, Interest::Readable), Some("reader"));
    let left = sources.interest(key);
    assert!(!left.readable && left.writable);
}

#[test]
fn timers_fire_in_order_of_time_and_equal_ones_in_order_of_setting() {
    let mut timers = Timers::new();
    let now = Instant::now();
    let later = |ms| now + Duration::from_millis(ms);
    timers.insert(later(20), "c");
    timers.insert(later(10), "a");
    timers.insert(later(10), "b");
    timers.insert(later(30), "d");
    assert_eq!(timers.next(), Some(later(10)));
    let mut woken = Vec::new();
    timers.fire(later(9), &mut woken);
    assert!(woken.is_empty(), "a timer fired before its time");
    timers.fire(later(20), &mut woken);
    assert_eq!(woken, ["a", "b", "c"]);
    assert_eq!(timers.len(), 1);
}

#[test]
fn a_cancelled_timer_never_fires_and_a_fired_one_cannot_be_cancelled() {
    let mut timers = Timers::new();
    let now = Instant::now();
    let key = timers.insert(now, 1);
    let other = timers.insert(now, 2);
    assert_eq!(timers.cancel(key), Some(1));
    assert_eq!(timers.cancel(key), None);
    *timers.get_mut(other).unwrap() = 3;
    let mut woken = Vec::new();
    timers.fire(now, &mut woken);
    assert_eq!(woken, [3]);
    assert_eq!(timers.cancel(other), None);
    assert!(timers.is_empty());
}
