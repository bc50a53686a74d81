//! No permit is lost, none is doubled, nobody overtakes, and whoever is called is woken once.
#![allow(clippy::unwrap_used, missing_docs)]

mod sync_support;

use std::collections::{BTreeSet, VecDeque};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::task::Poll;
use std::thread;

use ch06_waker::block_on;
use ch08_runtime::sync::Semaphore;
use ch08_runtime::sync::semaphore::{Acquire, Permit};
use lab::probe::CountingWaker;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::test_runner::Config;
use sync_support::{foreign_waker, poll_with, without_deadlock};

/// An `acquire` with a waker of its own, polled once and found waiting.
fn waiting(semaphore: &Semaphore) -> (Acquire<'_>, CountingWaker) {
    let (mut acquire, waker) = (semaphore.acquire(), CountingWaker::new());
    assert!(waker.poll(Pin::new(&mut acquire)).is_pending());
    (acquire, waker)
}

fn is_ready(acquire: &mut Acquire<'_>, waker: &CountingWaker) -> bool {
    match waker.poll(Pin::new(acquire)) {
        Poll::Ready(permit) => {
            permit.forget();
            true
        }
        Poll::Pending => false,
    }
}

#[test]
fn first_come_first_served_two_polls_and_one_wake_each() {
    let semaphore = Semaphore::new(0);
    let mut all: Vec<_> = (0..5).map(|_| waiting(&semaphore)).collect();
    for turn in 0..5 {
        semaphore.add_permits(1);
        let wakes: Vec<u64> = all.iter().map(|(_, waker)| waker.wakes()).collect();
        let expected: Vec<u64> = (0..5).map(|place| u64::from(place <= turn)).collect();
        assert_eq!(wakes, expected);
        let (acquire, waker) = &mut all[turn];
        assert!(is_ready(acquire, waker));
        assert_eq!((waker.polls(), waker.wakes(), waker.clones_alive()), (2, 1, 0));
    }
}

#[test]
fn a_newcomer_cannot_snatch_the_permit_of_one_who_was_woken() {
    let semaphore = Semaphore::new(1);
    let held = semaphore.try_acquire().unwrap();
    let (mut first, first_waker) = waiting(&semaphore);
    drop(held);
    assert_eq!((first_waker.wakes(), semaphore.available()), (1, 0));
    assert!(semaphore.try_acquire().is_none());
    let (_newcomer, newcomer_waker) = waiting(&semaphore);
    assert!(is_ready(&mut first, &first_waker));
    assert_eq!(newcomer_waker.wakes(), 0);
}

#[test]
fn dropped_while_it_waits_it_leaves_its_place_and_no_waker() {
    let semaphore = Semaphore::new(0);
    let (first, first_waker) = waiting(&semaphore);
    let (mut second, second_waker) = waiting(&semaphore);
    drop(first);
    assert_eq!(first_waker.clones_alive(), 0);
    semaphore.add_permits(1);
    assert_eq!((first_waker.wakes(), second_waker.wakes()), (0, 1));
    assert!(is_ready(&mut second, &second_waker));
}

#[test]
fn woken_and_dropped_before_its_poll_it_passes_the_permit_on() {
    let semaphore = Semaphore::new(0);
    let (first, _) = waiting(&semaphore);
    let (second, second_waker) = waiting(&semaphore);
    let (mut third, third_waker) = waiting(&semaphore);
    semaphore.add_permits(1);
    drop(first);
    assert_eq!((second_waker.wakes(), third_waker.wakes()), (1, 0));
    drop(second);
    assert_eq!(third_waker.wakes(), 1);
    assert!(is_ready(&mut third, &third_waker));
    assert_eq!(semaphore.available(), 0);

    let (last, _) = waiting(&semaphore);
    semaphore.add_permits(1);
    drop(last);
    assert_eq!(semaphore.available(), 1, "with nobody left to pass it on to, it is free");
}

#[test]
fn dropped_before_its_first_poll_or_after_its_last_it_changes_nothing() {
    let semaphore = Semaphore::new(1);
    drop(semaphore.acquire());
    assert_eq!(semaphore.available(), 1);
    let mut acquire = semaphore.acquire();
    let permit = CountingWaker::new().poll(Pin::new(&mut acquire));
    drop(acquire);
    assert_eq!(semaphore.available(), 0);
    drop(permit);
    assert_eq!(semaphore.available(), 1);

    // The same for one that had to wait.
    let held = semaphore.try_acquire().unwrap();
    let (mut acquire, waker) = waiting(&semaphore);
    drop(held);
    let permit = waker.poll(Pin::new(&mut acquire));
    drop(acquire);
    assert_eq!(semaphore.available(), 0);
    drop(permit);
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn only_the_waker_of_the_last_poll_is_woken() {
    let semaphore = Semaphore::new(0);
    let (mut acquire, stale) = waiting(&semaphore);
    let fresh = CountingWaker::new();
    assert!(fresh.poll(Pin::new(&mut acquire)).is_pending());
    assert_eq!((stale.clones_alive(), fresh.clones_alive()), (0, 1));
    semaphore.add_permits(1);
    assert_eq!((stale.wakes(), fresh.wakes()), (0, 1));
}

#[test]
fn more_permits_than_waiters_leave_the_rest_free() {
    let semaphore = Semaphore::new(0);
    let all: Vec<_> = (0..3).map(|_| waiting(&semaphore)).collect();
    semaphore.add_permits(5);
    assert!(all.iter().all(|(_, waker)| waker.wakes() == 1));
    assert_eq!(semaphore.available(), 2);
    semaphore.add_permits(usize::MAX);
    assert_eq!(semaphore.available(), usize::MAX, "more than can be counted are as many as can be");
}

#[test]
fn an_owned_permit_is_one_and_its_future_passes_on_too() {
    let semaphore = Arc::new(Semaphore::new(1));
    let permit = block_on(Arc::clone(&semaphore).acquire_owned());
    assert_eq!(semaphore.available(), 0);
    let waker = CountingWaker::new();
    let mut owned = Box::pin(Arc::clone(&semaphore).acquire_owned());
    assert!(waker.poll(owned.as_mut()).is_pending());
    let (_next, next_waker) = waiting(&semaphore);
    drop(permit);
    assert_eq!((waker.wakes(), next_waker.wakes()), (1, 0));
    drop(owned);
    assert_eq!(next_waker.wakes(), 1);
    assert_eq!(Arc::strong_count(&semaphore), 1);
}

#[test]
fn i5_a_waker_may_use_the_semaphore_when_it_is_woken_and_when_it_is_dropped() {
    // Woken; displaced by another; dropped with its future, waiting.
    for ending in 0..3 {
        without_deadlock("semaphore", move || {
            let semaphore = Arc::new(Semaphore::new(0));
            let happened = Arc::new(AtomicUsize::new(0));
            let waker = foreign_waker({
                let (semaphore, happened) = (Arc::clone(&semaphore), Arc::clone(&happened));
                move |_| {
                    drop(semaphore.try_acquire());
                    happened.fetch_add(1, SeqCst);
                }
            });
            let mut acquire = semaphore.acquire();
            assert!(poll_with(&mut acquire, &waker).is_pending());
            drop(waker); // the semaphore has the last one now
            match ending {
                0 => semaphore.add_permits(1),
                1 => assert!(poll_with(&mut acquire, CountingWaker::new().waker()).is_pending()),
                _ => drop(acquire),
            }
            assert_eq!(happened.load(SeqCst), if ending == 0 { 2 } else { 1 }, "ending {ending}");
        });
    }
}

#[test]
fn eight_threads_never_hold_more_than_there_are_and_give_all_back() {
    const ROUNDS: usize = if cfg!(miri) { 10 } else { 2_000 };
    let semaphore = Arc::new(Semaphore::new(3));
    let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let start = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let (semaphore, inside, most, start) =
                (Arc::clone(&semaphore), Arc::clone(&inside), Arc::clone(&most), Arc::clone(&start));
            thread::spawn(move || {
                start.wait();
                for round in 0..ROUNDS {
                    if (round + thread) % 3 == 0 {
                        // Given up, at whatever point the others have brought it to.
                        let mut acquire = pin!(semaphore.acquire());
                        drop(CountingWaker::new().poll(acquire.as_mut()));
                        continue;
                    }
                    let permit = block_on(semaphore.acquire());
                    most.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
                    if round % 16 == 0 {
                        thread::yield_now(); // let others find it taken
                    }
                    inside.fetch_sub(1, SeqCst);
                    drop(permit);
                }
            })
        })
        .collect();
    lab::probe::within(
        sync_support::PATIENCE,
        "semaphore on 8 threads",
        || "a permit was lost?".to_owned(),
        || {
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        },
    );
    assert!((1..=3).contains(&most.load(SeqCst)), "{} inside", most.load(SeqCst));
    assert_eq!(semaphore.available(), 3);
}

/// One step of a random history.
#[derive(Clone, Debug)]
enum Step {
    /// A newcomer takes its first poll.
    Acquire,
    /// Somebody polls again, with the waker it has or with a new one.
    Poll {
        who: usize,
        fresh: bool,
    },
    /// Somebody gives up, or gives back.
    Drop {
        who: usize,
    },
    TryAcquire,
    Add {
        permits: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => proptest::strategy::Just(Step::Acquire),
        4 => (any::<usize>(), any::<bool>()).prop_map(|(who, fresh)| Step::Poll { who, fresh }),
        3 => any::<usize>().prop_map(|who| Step::Drop { who }),
        1 => proptest::strategy::Just(Step::TryAcquire),
        1 => (0..3_usize).prop_map(|permits| Step::Add { permits }),
    ]
}

/// What a semaphore is, said in the simplest words.
struct Model {
    free: usize,
    line: VecDeque<usize>,
    called: BTreeSet<usize>,
    /// By number: how often its present waker should have been woken.
    wakes: Vec<u64>,
}

impl Model {
    fn give(&mut self, permits: usize) {
        for _ in 0..permits {
            match self.line.pop_front() {
                Some(first) => {
                    self.called.insert(first);
                    self.wakes[first] += 1;
                }
                None => self.free += 1,
            }
        }
    }
}

/// Somebody, by number.
struct One<'a> {
    acquire: Option<Acquire<'a>>,
    permit: Option<Permit<'a>>,
    waker: CountingWaker,
}

proptest! {
    #![proptest_config(Config {
        cases: if cfg!(miri) { 4 } else { 256 },
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn every_history_is_the_models(
        permits in 0..4_usize,
        steps in proptest::collection::vec(step(), 1..if cfg!(miri) { 30 } else { 200 }),
    ) {
        let semaphore = Semaphore::new(permits);
        let mut total = permits;
        let mut model =
            Model { free: permits, line: VecDeque::new(), called: BTreeSet::new(), wakes: Vec::new() };
        let mut all: Vec<One<'_>> = Vec::new();
        for step in steps {
            match step {
                Step::Acquire => {
                    let mut one = One { acquire: Some(semaphore.acquire()), permit: None, waker: CountingWaker::new() };
                    let number = all.len();
                    model.wakes.push(0);
                    match one.waker.poll(Pin::new(one.acquire.as_mut().unwrap())) {
                        Poll::Ready(permit) => {
                            assert!(model.free > 0, "overtook, or made up a permit");
                            model.free -= 1;
                            one.permit = Some(permit);
                            one.acquire = None;
                        }
                        Poll::Pending => {
                            assert_eq!(model.free, 0, "waits beside a free permit");
                            model.line.push_back(number);
                        }
                    }
                    all.push(one);
                }
                Step::Poll { who, fresh } => {
                    let Some(number) = who.checked_rem(all.len()) else { continue };
                    let one = &mut all[number];
                    let Some(acquire) = one.acquire.as_mut() else { continue };
                    if fresh {
                        one.waker = CountingWaker::new();
                        model.wakes[number] = 0;
                    }
                    match one.waker.poll(Pin::new(acquire)) {
                        Poll::Ready(permit) => {
                            assert!(model.called.remove(&number), "came without being called");
                            one.permit = Some(permit);
                            one.acquire = None;
                        }
                        Poll::Pending => assert!(model.line.contains(&number), "called, and sent back"),
                    }
                }
                Step::Drop { who } => {
                    let Some(number) = who.checked_rem(all.len()) else { continue };
                    if all[number].permit.take().is_some() {
                        model.give(1);
                    }
                    if all[number].acquire.take().is_some() {
                        model.line.retain(|other| *other != number);
                        if model.called.remove(&number) {
                            model.give(1);
                        }
                    }
                }
                Step::TryAcquire => match semaphore.try_acquire() {
                    Some(permit) => {
                        assert!(model.free > 0);
                        drop(permit); // taken and given back
                    }
                    None => assert_eq!(model.free, 0),
                },
                Step::Add { permits } => {
                    total += permits;
                    semaphore.add_permits(permits);
                    model.give(permits);
                }
            }
            let held = all.iter().filter(|one| one.permit.is_some()).count();
            assert_eq!(semaphore.available(), model.free);
            assert_eq!(model.free + model.called.len() + held, total, "a permit was lost or doubled");
            for (number, one) in all.iter().enumerate() {
                assert_eq!(one.waker.wakes(), model.wakes[number], "wakes of {number}");
                let kept = usize::from(model.line.contains(&number));
                assert_eq!(one.waker.clones_alive(), kept, "wakers kept of {number}");
            }
        }
        drop(all);
        assert_eq!(semaphore.available(), total, "not all permits came back");
    }
}
