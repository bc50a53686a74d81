//! The wheel, used by chance, beside a list that is sorted; and what it promises of memory and of time.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch09_fast_path::wheel::Wheel;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

#[derive(Clone, Debug)]
enum Op {
    /// So many nanoseconds from the last time that was fired.
    Insert(u64),
    /// Of all keys there ever were: the timer may have fired long ago.
    Cancel(Index),
    Replace(Index),
    /// As much later.
    Fire(u64),
    /// Time that goes back.
    FireEarlier,
    /// As a thread would: asks when to look again, and looks then, until somebody is woken.
    FireNext,
}

/// Nanoseconds to years; few of each size, so that many are equal; and those on both sides of an edge.
fn nanoseconds() -> impl Strategy<Value = u64> {
    (0..4_u64, 0..59_u32, 0..3_u64)
        .prop_map(|(times, power, more)| ((times << power) + more).saturating_sub(1))
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        8 => nanoseconds().prop_map(Op::Insert),
        2 => any::<Index>().prop_map(Op::Cancel),
        1 => any::<Index>().prop_map(Op::Replace),
        1 => nanoseconds().prop_map(Op::Fire),
        1 => Just(Op::FireEarlier),
        4 => Just(Op::FireNext),
    ];
    vec(op, 0..100)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if cfg!(miri) { 8 } else { 500 })
    })]

    #[test]
    fn a_wheel_is_a_sorted_list(ops in ops()) {
        let start = Instant::now();
        let at = |nanoseconds| start + Duration::from_nanos(nanoseconds);
        let mut wheel = Wheel::new();
        let mut keys = Vec::new();
        // When, the how many-eth timer, and its waiter.
        let mut list: Vec<(u64, usize, usize)> = Vec::new();
        let (mut now, mut cancelled) = (0_u64, 0);
        for (n, op) in ops.into_iter().enumerate() {
            let mut woken = Vec::new();
            let mut due = Vec::new();
            match op {
                Op::Insert(later) => {
                    list.push((now + later, keys.len(), n));
                    list.sort_unstable();
                    keys.push(wheel.insert(at(now + later), n));
                }
                Op::Cancel(which) if !keys.is_empty() => {
                    let which = which.index(keys.len());
                    let place = list.iter().position(|timer| timer.1 == which);
                    let waiter = place.map(|place| list.remove(place).2);
                    cancelled += usize::from(waiter.is_some());
                    prop_assert_eq!(wheel.cancel(keys[which]), waiter);
                    prop_assert_eq!(wheel.cancel(keys[which]), None);
                }
                Op::Replace(which) if !keys.is_empty() => {
                    let which = which.index(keys.len());
                    let waiter = list.iter_mut().find(|timer| timer.1 == which).map(|timer| &mut timer.2);
                    prop_assert_eq!(wheel.peek(keys[which]), waiter.as_deref());
                    let old = wheel.get_mut(keys[which]).map(|waiter| std::mem::replace(waiter, n));
                    prop_assert_eq!(old, waiter.map(|waiter| std::mem::replace(waiter, n)));
                }
                Op::Fire(later) if now < 1 << 60 => {
                    now += later;
                    due = due_at(&mut list, now);
                    wheel.fire(at(now), &mut woken);
                }
                Op::FireEarlier => {
                    due = due_at(&mut list, now / 2);
                    wheel.fire(at(now / 2), &mut woken);
                }
                Op::FireNext => {
                    let first = list.first().map(|timer| timer.0);
                    let mut looks = 0;
                    while woken.is_empty() && let Some(next) = wheel.next() {
                        prop_assert!(Some(next) <= first.map(at), "it would sleep too long");
                        prop_assert!(looks <= cancelled, "it looks without a reason");
                        wheel.fire(next, &mut woken);
                        looks += 1;
                    }
                    prop_assert_eq!(woken.is_empty(), first.is_none());
                    if let Some(first) = first {
                        now = now.max(first);
                        due = due_at(&mut list, first);
                    }
                }
                _ => {}
            }
            prop_assert_eq!(woken, due);
            let exact = list.first().map(|timer| at(timer.0));
            if cancelled == 0 {
                prop_assert_eq!(wheel.next(), exact);
            } else {
                prop_assert_eq!(wheel.next().is_some(), exact.is_some());
                prop_assert!(wheel.next() <= exact);
            }
            prop_assert_eq!((wheel.len(), wheel.is_empty()), (list.len(), list.is_empty()));
        }
    }
}

fn due_at(list: &mut Vec<(u64, usize, usize)>, now: u64) -> Vec<usize> {
    let due = list.iter().take_while(|timer| timer.0 <= now).count();
    list.drain(..due).map(|timer| timer.2).collect()
}

#[test]
fn a_timer_that_is_set_and_unset_for_ever_takes_no_more_memory() {
    let mut wheel = Wheel::new();
    let start = Instant::now();
    // The time-out of a connection that is never idle, and one that is.
    wheel.insert(start + Duration::from_secs(60), 0);
    for n in 0..100_000 {
        let key = wheel.insert(start + Duration::from_micros(60_000_000 + n), n);
        assert_eq!(wheel.cancel(key), Some(n));
    }
    let debug = format!("{wheel:?}");
    let notes: usize = debug.split("notes: ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    assert!(notes <= 1_100, "one timer is set, and there are {notes} notes");
}

#[test]
fn a_key_from_before_names_nobody_who_came_after() {
    let mut wheel = Wheel::new();
    let at = Instant::now() + Duration::from_secs(1);
    let old = wheel.insert(at, "old");
    assert_eq!(wheel.cancel(old), Some("old"));
    let new = wheel.insert(at, "new"); // in the same place, for the same time
    assert_ne!(old, new);
    assert_eq!(wheel.peek(old), None);
    assert_eq!(wheel.get_mut(old), None);
    assert_eq!(wheel.cancel(old), None);
    assert_eq!(wheel.cancel(new), Some("new"));
}

#[test]
fn a_note_of_one_who_is_gone_does_not_fire_whoever_has_his_place() {
    let mut wheel = Wheel::new();
    let start = Instant::now();
    let soon = wheel.insert(start + Duration::from_secs(1), "soon");
    wheel.cancel(soon);
    wheel.insert(start + Duration::from_secs(100), "late"); // in his place
    let mut woken = Vec::new();
    wheel.fire(start + Duration::from_secs(50), &mut woken);
    assert!(woken.is_empty());
    wheel.fire(start + Duration::from_secs(100), &mut woken);
    assert_eq!(woken, ["late"]);
}

#[test]
fn times_before_its_making_and_centuries_after_are_kept_in_order() {
    let mut wheel = Wheel::new();
    let now = Instant::now();
    let century = Duration::from_secs(100 * 365 * 24 * 3600);
    wheel.insert(now + 5 * century, 5);
    wheel.insert(now + century, 4);
    wheel.insert(now, 3);
    // A clock that has just begun cannot say what was before.
    for (waiter, before) in [(2, Duration::from_nanos(1)), (1, Duration::from_secs(1))] {
        wheel.insert(now.checked_sub(before).unwrap_or(now), waiter);
    }
    let mut woken = Vec::new();
    wheel.fire(now, &mut woken);
    assert_eq!(woken, [1, 2, 3]);
    assert_eq!(wheel.next(), Some(now + century));
    wheel.fire(now + 6 * century, &mut woken);
    assert_eq!(woken, [1, 2, 3, 4, 5]);
}

/// A waiter that counts its drops: what a waker does in its drop may come back here.
struct Counted(Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn i5_no_waiter_is_dropped_inside() {
    let drops = Rc::new(Cell::new(0));
    let mut wheel = Wheel::new();
    let now = Instant::now();
    let mut kept = Vec::new();
    for n in 0..5_000 {
        let key = wheel.insert(now + Duration::from_micros(n * 50), Counted(Rc::clone(&drops)));
        if n % 3 != 0 {
            kept.extend(wheel.cancel(key)); // so many that all are looked through
        }
    }
    wheel.fire(now + Duration::from_secs(1), &mut kept);
    assert_eq!((kept.len(), drops.get(), wheel.len()), (5_000, 0, 0));
}

#[test]
fn a_rush_of_timers_gives_its_memory_back() {
    let many = if cfg!(miri) { 2_000 } else { 100_000 };
    let mut wheel = Wheel::new();
    let now = Instant::now();
    let mut woken = Vec::new();
    for round in 0..3_u64 {
        for n in 0..many {
            wheel.insert(now + Duration::from_secs(round) + Duration::from_nanos(n * 500), n);
        }
        wheel.fire(now + Duration::from_secs(round) + Duration::from_millis(999), &mut woken);
        assert!(woken.drain(..).eq(0..many));
        assert!(wheel.capacity() <= 4_096, "{} places are kept for nobody", wheel.capacity());
    }
}
