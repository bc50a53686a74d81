//! The line is kept, and no permit is lost on the way.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll};
use std::thread;

use ch08_runtime::block_on;
use exercises::ch08_runtime::semaphore::{Permit, Semaphore};
use lab::probe::CountingWaker;

use super::re_entry::waker_that;

/// Takes so many at once, if they are there.
fn take(semaphore: &Semaphore, wants: usize) -> Option<Permit<'_>> {
    match CountingWaker::new().poll(Box::pin(semaphore.acquire(wants)).as_mut()) {
        Poll::Ready(permit) => Some(permit),
        Poll::Pending => None,
    }
}

/// Takes so many, where they must be there.
fn must_take<'s>(semaphore: &'s Semaphore, wants: usize, when: &str) -> Permit<'s> {
    let permit = take(semaphore, wants);
    assert!(
        permit.is_some(),
        "{when}, {wants} permits are free, nobody is in line, and `acquire({wants})` waits"
    );
    permit.unwrap()
}

/// All is over: as many are free as there were, and no more.
fn as_at_the_beginning(semaphore: &Semaphore, permits: usize) {
    assert!(
        take(semaphore, permits).is_some(),
        "all permits were given back, and not all {permits} can be taken: one was lost on the way"
    );
    assert!(
        take(semaphore, permits + 1).is_none(),
        "there are {permits} permits, all were given back, and {} can be taken: one was given back twice",
        permits + 1
    );
}

#[test]
fn permits_are_taken_and_given_back() {
    check!(|| {
        let semaphore = Semaphore::new(3);
        let two = must_take(&semaphore, 2, "at the beginning");
        assert!(take(&semaphore, 2).is_none(), "2 of 3 permits are taken, and `acquire(2)` did not wait");
        let one = must_take(&semaphore, 1, "when 2 of 3 are taken and one who waited has gone");
        assert!(take(&semaphore, 1).is_none(), "3 of 3 permits are taken, and `acquire(1)` did not wait");
        drop(two);
        let two = must_take(&semaphore, 2, "when a permit for 2 was given back");
        drop((one, two));
        as_at_the_beginning(&semaphore, 3);
    });
}

#[test]
fn first_come_first_served() {
    check!(|| {
        let semaphore = Semaphore::new(1);
        let mut held = Some(must_take(&semaphore, 1, "at the beginning"));
        let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new()).collect();
        let mut line: Vec<_> = (0..3).map(|_| Box::pin(semaphore.acquire(1))).collect();
        for (waiter, waker) in line.iter_mut().zip(&wakers) {
            assert!(
                waker.poll(waiter.as_mut()).is_pending(),
                "the only permit is taken, and somebody did not wait"
            );
        }
        for first in 0..3 {
            drop(held.take());
            assert!(
                wakers[first].wakes() > 0,
                "a permit was given back, and number {first} in line was not woken: it is its turn"
            );
            // Asked in the wrong order, all the same.
            for other in (first + 1..3).rev() {
                let got = wakers[other].poll(line[other].as_mut());
                assert!(
                    got.is_pending(),
                    "a permit was given back, number {first} came first, and number {other} got it"
                );
            }
            match wakers[first].poll(line[first].as_mut()) {
                Poll::Ready(permit) => held = Some(permit),
                Poll::Pending => {
                    panic!("a permit was given back, it was the turn of number {first}, and it got none")
                }
            }
        }
        drop(held);
        drop(line);
        as_at_the_beginning(&semaphore, 1);
    });
}

#[test]
fn a_newcomer_does_not_snatch_a_permit() {
    check!(|| {
        let semaphore = Semaphore::new(1);
        let held = must_take(&semaphore, 1, "at the beginning");
        let waker = CountingWaker::new();
        let mut first = Box::pin(semaphore.acquire(1));
        let _ = waker.poll(first.as_mut());
        drop(held);
        // The first was woken, and has not had its turn.
        assert!(
            take(&semaphore, 1).is_none(),
            "a permit was given back while somebody waited; before that one was polled, a newcomer took the permit. Hand it over \
             when it is given back, do not lay it among the free ones"
        );
        assert!(
            waker.poll(first.as_mut()).is_ready(),
            "a permit was given back, one was waiting for it, and did not get it"
        );
    });
}

#[test]
fn who_wants_many_is_not_overtaken() {
    check!(|| {
        let semaphore = Semaphore::new(2);
        let (one, other) =
            (must_take(&semaphore, 1, "at the beginning"), must_take(&semaphore, 1, "with one taken"));
        let (big_waker, small_waker) = (CountingWaker::new(), CountingWaker::new());
        let mut big = Box::pin(semaphore.acquire(2));
        let mut small = Box::pin(semaphore.acquire(1));
        let _ = big_waker.poll(big.as_mut());
        let _ = small_waker.poll(small.as_mut());
        drop(one);
        assert!(
            small_waker.poll(small.as_mut()).is_pending(),
            "one permit is free, the first in line wants 2, and the second, who wants 1, has overtaken it: with enough small ones \
             the big one waits for ever"
        );
        assert!(
            take(&semaphore, 1).is_none(),
            "one permit is free, the first in line wants 2, and a newcomer who wants 1 has overtaken it: while there is a line, a \
             newcomer goes to its end"
        );
        drop(other);
        assert!(big_waker.wakes() > 0, "2 permits are free, the first in line wants 2, and was not woken");
        let Poll::Ready(both) = big_waker.poll(big.as_mut()) else {
            panic!("2 permits are free, the first in line wants 2, and got none");
        };
        assert!(
            small_waker.poll(small.as_mut()).is_pending(),
            "both permits are taken, and a third was handed out"
        );
        drop(both);
        assert!(
            small_waker.wakes() > 0 && small_waker.poll(small.as_mut()).is_ready(),
            "the big one has given back its 2 permits, and the small one behind it got none"
        );
    });
}

#[test]
fn several_are_called_at_once() {
    check!(|| {
        let semaphore = Semaphore::new(3);
        let held = must_take(&semaphore, 3, "at the beginning");
        let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new()).collect();
        let mut line: Vec<_> = (0..3).map(|_| Box::pin(semaphore.acquire(1))).collect();
        for (waiter, waker) in line.iter_mut().zip(&wakers) {
            let _ = waker.poll(waiter.as_mut());
        }
        drop(held);
        let woken = wakers.iter().filter(|waker| waker.wakes() > 0).count();
        assert!(
            woken == 3,
            "3 permits were given back together, 3 tasks wait for one each, and {woken} of them were woken"
        );
    });
}

#[test]
fn a_permit_is_not_lost_with_the_one_it_was_handed_to() {
    check!(|| {
        let semaphore = Semaphore::new(2);
        let held = must_take(&semaphore, 2, "at the beginning");
        let (first_waker, second_waker) = (CountingWaker::new(), CountingWaker::new());
        let mut first = Box::pin(semaphore.acquire(2));
        let mut second = Box::pin(semaphore.acquire(2));
        let _ = first_waker.poll(first.as_mut());
        let _ = second_waker.poll(second.as_mut());
        drop(held);
        // A timeout, a race: it goes before it was polled.
        drop(first);
        assert!(
            second_waker.wakes() > 0 && second_waker.poll(second.as_mut()).is_ready(),
            "2 permits were handed to the first in line, it was woken, and dropped before its poll. They went with it: the next in \
             line sleeps beside permits that nobody has"
        );
        drop(second);
        as_at_the_beginning(&semaphore, 2);
    });
}

#[test]
fn who_leaves_the_line_lets_the_next_pass() {
    check!(|| {
        let semaphore = Semaphore::new(3);
        let held = must_take(&semaphore, 2, "at the beginning");
        let (big_waker, small_waker) = (CountingWaker::new(), CountingWaker::new());
        let mut big = Box::pin(semaphore.acquire(3));
        let mut small = Box::pin(semaphore.acquire(1));
        let _ = big_waker.poll(big.as_mut());
        let _ = small_waker.poll(small.as_mut());
        drop(big);
        assert!(
            small_waker.wakes() > 0,
            "one permit is free, the first in line wanted 3 and has gone, and the next, who wants 1, was not woken: it has waited \
             for the big one only"
        );
        assert!(
            small_waker.poll(small.as_mut()).is_ready(),
            "one permit is free, and the only one in line did not get it"
        );
        assert!(
            big_waker.clones_alive() == 0,
            "somebody has left the line, and {} of its wakers is kept",
            big_waker.clones_alive()
        );
        drop(held);
        drop(small);
        as_at_the_beginning(&semaphore, 3);
    });
}

#[test]
fn who_leaves_from_the_middle_takes_nothing() {
    check!(|| {
        let semaphore = Semaphore::new(1);
        let held = must_take(&semaphore, 1, "at the beginning");
        let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new()).collect();
        let mut line: Vec<_> = (0..3).map(|_| Box::pin(semaphore.acquire(1))).collect();
        for (waiter, waker) in line.iter_mut().zip(&wakers) {
            let _ = waker.poll(waiter.as_mut());
        }
        drop(line.remove(1));
        assert!(
            wakers.iter().all(|waker| waker.wakes() == 0),
            "somebody in the middle of the line has gone, no permit is free, and somebody was woken"
        );
        drop(held);
        let Poll::Ready(permit) = wakers[0].poll(line[0].as_mut()) else {
            panic!("a permit is free, and the first in line got none");
        };
        drop(permit);
        assert!(
            wakers[2].wakes() > 0 && wakers[2].poll(line[1].as_mut()).is_ready(),
            "the one in the middle had left the line, then a permit was given back: it was handed to the one who is gone"
        );
    });
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    check!(|| {
        let semaphore = Semaphore::new(1);
        let held = must_take(&semaphore, 1, "at the beginning");
        let (old, new) = (CountingWaker::new(), CountingWaker::new());
        let mut waiting = Box::pin(semaphore.acquire(1));
        let _ = old.poll(waiting.as_mut());
        let _ = new.poll(waiting.as_mut());
        drop(held);
        assert!(
            new.wakes() > 0,
            "who waits was polled with one waker, then with another (it has moved to another task), and the permit woke the first: \
             each poll replaces the waker"
        );
        assert!(
            old.wakes() == 0 && old.clones_alive() == 0,
            "who waits was polled twice, and stands in line twice: the second poll finds its place and replaces the waker there"
        );
        drop(waiting);
        as_at_the_beginning(&semaphore, 1);
    });
}

#[test]
fn wakers_are_woken_when_the_lock_is_free() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A waker was woken that uses the semaphore at once, as one that polls a task on the spot does. The lock was still \
             held, and it waits for it for ever: collect the wakers, `drop(state)`, then wake"
                .into()
        });
        let semaphore = Arc::new(Semaphore::new(1));
        let held = must_take(&semaphore, 1, "at the beginning");
        let (waker, wakes) = {
            let semaphore = Arc::clone(&semaphore);
            waker_that(move || drop(take(&semaphore, 1)))
        };
        let mut waiting = Box::pin(semaphore.acquire(1));
        let _ = waiting.as_mut().poll(&mut Context::from_waker(&waker));
        drop(held);
        assert!(wakes.load(SeqCst) > 0, "a permit was given back, and who waits for it was not woken");
    });
}

#[test]
fn never_more_than_there_are() {
    check!(|| {
        const PERMITS: usize = 3;
        let rounds = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&rounds);
        crate::support::if_stuck(move || {
            format!(
                "Six threads take and give back permits, 100 times each; after {} times all of them wait, and nobody has a permit",
                seen.load(SeqCst)
            )
        });
        let semaphore = Arc::new(Semaphore::new(PERMITS));
        let together = Arc::new(Barrier::new(6));
        let (taken, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let threads: Vec<_> = (0..6)
            .map(|thread| {
                let (semaphore, taken, most) =
                    (Arc::clone(&semaphore), Arc::clone(&taken), Arc::clone(&most));
                let (rounds, together) = (Arc::clone(&rounds), Arc::clone(&together));
                thread::spawn(move || {
                    block_on(async {
                        together.wait();
                        for round in 0..100 {
                            let wants = 1 + (thread + round) % PERMITS;
                            let permit = semaphore.acquire(wants).await;
                            most.fetch_max(taken.fetch_add(wants, SeqCst) + wants, SeqCst);
                            thread::yield_now();
                            taken.fetch_sub(wants, SeqCst);
                            drop(permit);
                            rounds.fetch_add(1, SeqCst);
                        }
                    });
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert!(
            most.load(SeqCst) <= PERMITS,
            "there are {PERMITS} permits, and {} were out at once",
            most.load(SeqCst)
        );
        as_at_the_beginning(&semaphore, PERMITS);
    });
}
