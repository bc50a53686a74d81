//! One wake, one poll.

use std::cell::RefCell;
use std::future::ready;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::thread;

use exercises::ch07_executor::join_all::{JoinAll, join_all};
use lab::probe::CountingWaker;

use super::remote::{Controlled, Remote, remote};
use super::wakers::{when_cloned, when_dropped, when_woken};

/// So many children that are waited for, and what controls them.
fn children(n: usize) -> (Vec<Remote<usize>>, JoinAll<Controlled<usize>>) {
    let (remotes, futures): (Vec<_>, Vec<_>) = (0..n).map(|child| remote(format!("child {child}"))).unzip();
    (remotes, join_all(futures))
}

/// All polls of all children.
fn polls(children: &[Remote<usize>]) -> u64 {
    children.iter().map(Remote::polls).sum()
}

#[test]
fn at_first_all_are_polled() {
    check!(|| {
        let (remotes, mut all) = children(100);
        let parent = CountingWaker::new();
        let polled = parent.poll(Pin::new(&mut all));
        assert!(polled.is_pending(), "none of 100 children is over, and `join_all` is");
        let n = polls(&remotes);
        assert!(
            n == 100,
            "100 children were polled {n} times at the first poll: each needs one, or it never begins"
        );
    });
}

#[test]
fn one_wake_is_one_poll() {
    check!(|| {
        let (remotes, mut all) = children(100);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let before = polls(&remotes);
        remotes[42].wake();
        assert!(
            parent.wakes() > 0,
            "child 42 was woken, and the task that holds it was not: nobody will poll it"
        );
        let _ = parent.poll(Pin::new(&mut all));
        let n = polls(&remotes) - before;
        assert!(
            remotes[42].polls() == 2,
            "child 42 was woken, the parent was polled, and child 42 was not: it waits for ever"
        );
        assert!(
            n == 1,
            "one of 100 children was woken, and {n} were polled: only the one that was woken has a reason"
        );
    });
}

#[test]
fn a_poll_without_a_wake_polls_nobody() {
    check!(|| {
        let (remotes, mut all) = children(10);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let before = polls(&remotes);
        let polled = parent.poll(Pin::new(&mut all));
        let n = polls(&remotes) - before;
        assert!(
            polled.is_pending() && n == 0,
            "the parent was polled for another reason; no child had been woken, and {n} of 10 were polled"
        );
    });
}

#[test]
fn a_thousand_wakes_of_a_child_are_one_poll() {
    check!(|| {
        let (remotes, mut all) = children(3);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let before = polls(&remotes);
        for _ in 0..1000 {
            remotes[1].wake();
        }
        let _ = parent.poll(Pin::new(&mut all));
        let n = polls(&remotes) - before;
        assert!(
            n == 1,
            "one child was woken 1,000 times before the parent's turn, and polled {n} times instead of once"
        );
    });
}

#[test]
fn after_a_poll_a_wake_counts_again() {
    check!(|| {
        let (remotes, mut all) = children(3);
        let parent = CountingWaker::new();
        for round in 1..=3 {
            let _ = parent.poll(Pin::new(&mut all));
            let before = parent.wakes();
            remotes[1].wake();
            assert!(
                parent.wakes() > before,
                "child 1 was woken for the {round}. time, and the parent was not woken: after each of its polls, the next wake of a \
                 child must reach it"
            );
        }
    });
}

#[test]
fn the_outputs_are_in_the_order_of_the_children() {
    check!(|| {
        let (remotes, mut all) = children(4);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        for child in [2, 0, 3, 1] {
            remotes[child].finish(10 * child);
            let polled = parent.poll(Pin::new(&mut all));
            match (child, polled) {
                (1, Poll::Ready(got)) => assert!(
                    got == [0, 10, 20, 30],
                    "the children ended in the order 2, 0, 3, 1, and gave 10 times their number; you gave {got:?}: the outputs stand \
                     in the order of the children"
                ),
                (1, Poll::Pending) => panic!("all four children are over, and `join_all` says it is pending"),
                (_, Poll::Pending) => {}
                (_, Poll::Ready(got)) => {
                    panic!("when child {child} was over others were not, and `join_all` gave {got:?}")
                }
            }
        }
    });
}

#[test]
fn children_that_are_over_at_once() {
    check!(|| {
        let parent = CountingWaker::new();
        let got = parent.poll(Pin::new(&mut join_all([ready(1), ready(2)])));
        assert!(
            got == Poll::Ready(vec![1, 2]),
            "both children are over at their first poll; you gave {got:?}"
        );
        let none: [std::future::Ready<u8>; 0] = [];
        let got = parent.poll(Pin::new(&mut join_all(none)));
        assert!(
            got == Poll::Ready(vec![]),
            "there is no child, so nobody will ever wake the parent: it is over at once, and you gave {got:?}"
        );
    });
}

#[test]
fn a_child_that_is_over_is_dropped_and_left_alone() {
    check!(|| {
        let (remotes, mut all) = children(2);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let late = remotes[0].waker().expect("the child was polled with a waker");
        remotes[0].finish(7);
        let _ = parent.poll(Pin::new(&mut all));
        assert!(
            remotes[0].is_dropped(),
            "child 0 is over, child 1 is not: what child 0 holds (a socket, a lock) must be given back now, not when all are over"
        );
        late.wake();
        let polled = parent.poll(Pin::new(&mut all));
        assert!(
            polled.is_pending(),
            "a late wake named a child that is over, and `join_all` gave {polled:?}"
        );
        remotes[1].finish(8);
        let got = parent.poll(Pin::new(&mut all));
        assert!(
            got == Poll::Ready(vec![7, 8]),
            "child 0 gave 7, was woken late, then child 1 gave 8: you gave {got:?}"
        );
    });
}

#[test]
fn a_child_that_wakes_itself_has_its_next_turn_later() {
    check!(|| {
        crate::support::if_stuck(|| {
            "One child wakes itself at each poll: it has its next turn at the parent's next poll. A loop \"while somebody is woken\" \
             never comes to an end, and the whole thread stands still"
                .into()
        });
        let (remotes, mut all) = children(2);
        let parent = CountingWaker::new();
        remotes[0].be_impatient();
        for _ in 0..3 {
            let (wakes, before) = (parent.wakes(), remotes[0].polls());
            let _ = parent.poll(Pin::new(&mut all));
            let n = remotes[0].polls() - before;
            assert!(
                n == 1,
                "a child wakes itself at each poll, and was polled {n} times at one poll of the parent instead of once: a wake during \
                 the poll counts, for the next one"
            );
            assert!(
                parent.wakes() > wakes,
                "a child woke itself in the middle of its poll, and the parent was not woken: nobody will poll the child again. Leave the \
                 parent's waker *before* you poll the children, and clear a child's flag before its poll"
            );
        }
    });
}

#[test]
fn the_waker_of_the_parents_last_poll_is_woken() {
    check!(|| {
        let (remotes, mut all) = children(2);
        let (first, last) = (CountingWaker::new(), CountingWaker::new());
        let _ = first.poll(Pin::new(&mut all));
        let _ = last.poll(Pin::new(&mut all));
        let stale = first.wakes();
        remotes[1].wake();
        assert!(
            last.wakes() > 0,
            "`join_all` was polled by one task, then moved to another, which polled it too; then a child was woken. The first was \
             woken {} times, the last {} times: the last is the one who waits",
            first.wakes() - stale,
            last.wakes()
        );
    });
}

#[test]
fn a_child_is_woken_from_another_thread() {
    check!(|| {
        let (remotes, mut all) = children(3);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let before = polls(&remotes);
        let waker = remotes[2].waker().expect("the child was polled with a waker");
        thread::spawn(move || waker.wake()).join().unwrap();
        let _ = parent.poll(Pin::new(&mut all));
        let n = polls(&remotes) - before;
        assert!(
            parent.wakes() > 0 && n == 1,
            "another thread woke one of 3 children: the parent was woken {} times, and {n} children were polled",
            parent.wakes()
        );
    });
}

#[test]
fn a_waker_that_is_kept_keeps_no_child() {
    check!(|| {
        let (remotes, mut all) = children(2);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let kept = remotes[0].waker().expect("the child was polled with a waker");
        drop(all);
        assert!(
            remotes.iter().all(Remote::is_dropped),
            "`join_all` was dropped, and a child is still alive: dropped, it drops all of them"
        );
        kept.wake(); // finds nobody
    });
}

thread_local! {
    /// What the parent's waker polls as soon as it is woken, and what came of it.
    static ALL: RefCell<Option<JoinAll<Controlled<usize>>>> = const { RefCell::new(None) };
}

#[test]
fn the_parents_waker_may_poll_at_once() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The parent's waker was woken, and polled the parent at once, which needs the lock. Was the lock still held? Give it back, \
             then wake (invariant I5). A lock taken in the head of an `if let` or a `for` lasts to the closing brace; take the waker \
             out in a `let`, then it lasts to the semicolon"
                .into()
        });
        let (remotes, mut all) = children(2);
        let remotes = Rc::new(remotes);
        let polled = Arc::new(AtomicU64::new(0));
        let eager = when_woken({
            let polled = Arc::clone(&polled);
            move || {
                if let Some(mut all) = ALL.take() {
                    let _ = CountingWaker::new().poll(Pin::new(&mut all));
                    polled.fetch_add(1, SeqCst);
                }
            }
        });
        let _ = Pin::new(&mut all).poll(&mut Context::from_waker(&eager));
        ALL.set(Some(all));
        remotes[0].wake();
        assert!(polled.load(SeqCst) == 1, "a child was woken, and its parent was not");
        let n = remotes[0].polls();
        assert!(
            n == 2,
            "the parent's waker was woken and polled the parent at once; the child that was woken had {n} polls instead of 2: note the \
             child first, then wake"
        );
    });
}

#[test]
fn the_parents_waker_is_cloned_and_dropped_without_the_lock() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The parent's waker was cloned, and its clone came back, to wake a child, which needs the lock. Was the lock still held? In \
             `lock().parent.replace(waker.clone())` the lock comes first, then the clone: clone in the line before (invariant I5)"
                .into()
        });
        let (remotes, mut all) = children(3);
        let parent = CountingWaker::new();
        let _ = parent.poll(Pin::new(&mut all));
        let child = |n: usize| remotes[n].waker().expect("the child was polled with a waker");
        let (first, second) = (child(0), child(1));
        let _ = Pin::new(&mut all).poll(&mut Context::from_waker(&when_cloned(move || first.wake_by_ref())));

        crate::support::if_stuck(|| {
            "`join_all` was polled by another task, and dropped the waker of the one before; that was the last of its task, whose drop \
             came back, to wake a child, which needs the lock. Was the lock still held? Take the old waker out in a `let` with a name \
             (`let _` does not keep it), and let it go in the next line (invariant I5)"
                .into()
        });
        let last = when_dropped(move || second.wake_by_ref());
        let _ = Pin::new(&mut all).poll(&mut Context::from_waker(&last));
        drop(last); // now `join_all` has the last one
        let _ = parent.poll(Pin::new(&mut all));
        let _ = parent.poll(Pin::new(&mut all));
        assert!(
            remotes[0].polls() > 1 && remotes[1].polls() > 1,
            "two children were woken by what a waker ran when it was cloned, or dropped, and one of them was not polled again"
        );
    });
}
