//! Updates really get lost, and the repaired versions lose none.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use ch02_threads::paper::{Manner, mixed, two_writers};
use ch02_threads::race::{FetchAdd, LastSeat, LoadThenStore, Locked, all_at_once, lost, sold_twice};
use ch02_threads::refcount::{Outcome, under_the_lock, unprotected, with_arc};
use common::{until_seen, within};

/// What an object's count should say when all is over.
const RIGHT: Outcome = Outcome { count: 1, freed: 0 };

#[test]
fn load_then_store_loses_updates() {
    within(|| until_seen(|| lost::<LoadThenStore>(2, 50_000).unwrap() > 0));
}

#[test]
fn a_mutex_loses_none() {
    within(|| assert_eq!(lost::<Locked>(4, 20_000).unwrap(), 0));
}

#[test]
fn fetch_add_loses_none() {
    within(|| assert_eq!(lost::<FetchAdd>(4, 50_000).unwrap(), 0));
}

#[test]
fn looking_first_sells_the_last_seat_twice_although_every_access_is_locked() {
    within(|| until_seen(|| sold_twice(2, 1_000, LastSeat::check_then_act).unwrap() > 0));
}

#[test]
fn looking_and_booking_in_one_sells_it_once() {
    within(|| assert_eq!(sold_twice(4, 1_000, LastSeat::check_and_act).unwrap(), 0));
}

#[test]
fn an_unprotected_reference_count_goes_wrong() {
    within(|| until_seen(|| unprotected(2, 50_000).unwrap() != RIGHT));
}

#[test]
fn under_the_global_lock_and_in_an_arc_it_is_right() {
    within(|| {
        assert_eq!(under_the_lock(3, 50_000).unwrap(), RIGHT);
        assert_eq!(with_arc(3, 50_000).unwrap(), 1);
    });
}

#[test]
fn words_of_two_threads_mix() {
    within(|| until_seen(|| two_writers(100, Manner::WordByWord).unwrap().iter().any(|line| mixed(line))));
}

#[test]
fn whole_lines_of_two_threads_do_not() {
    within(|| {
        let lines = two_writers(1_000, Manner::LineByLine).unwrap();
        assert_eq!(lines.len(), 2_000);
        assert!(!lines.iter().any(|line| mixed(line)));
    });
}

#[test]
fn a_panic_of_a_racer_is_passed_on() {
    within(|| {
        let race = std::panic::catch_unwind(|| all_at_once(2, 1, |_| panic!("a panic on purpose")));
        assert!(race.is_err());
    });
}
