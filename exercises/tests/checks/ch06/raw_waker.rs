//! The handles are right: the closure is dropped once, with the last waker, and not before.
//!
//! # Implementation
//! A closure that is dropped too early leaves wakers that point to freed memory. So each look comes right after the call that
//! may be wrong, and a check that fails forgets its wakers ([`Held`]): it speaks before anything touches that memory.

use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::Waker;
use std::thread;

use exercises::ch06_waker::raw_waker::waker;

use super::words::times;

/// What happened to a closure. It outlives all: whatever the wakers do, these numbers may be read.
#[derive(Debug, Default)]
struct Counts {
    calls: AtomicU64,
    drops: AtomicU64,
    calls_after_drop: AtomicU64,
}

impl Counts {
    fn calls(&self) -> u64 {
        self.calls.load(SeqCst)
    }

    fn drops(&self) -> u64 {
        self.drops.load(SeqCst)
    }
}

/// Dropped with the closure.
struct Guard(&'static Counts);

impl Guard {
    fn counts(&self) -> &'static Counts {
        self.0
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.drops.fetch_add(1, SeqCst);
    }
}

/// A waker that is only dropped when the check says so, and not when the check fails.
struct Held(ManuallyDrop<Waker>);

impl Held {
    fn another(&self) -> Held {
        Held(ManuallyDrop::new(Waker::clone(&self.0)))
    }

    fn wake_by_ref(&self) {
        self.0.wake_by_ref();
    }

    fn wake(self) {
        ManuallyDrop::into_inner(self.0).wake();
    }

    fn give_up(self) {
        drop(ManuallyDrop::into_inner(self.0));
    }
}

/// A waker whose closure counts, and panics if told so.
fn made(panics: bool) -> (Held, &'static Counts) {
    let counts: &'static Counts = Box::leak(Box::default());
    let guard = Guard(counts);
    let waker = waker(move || {
        // The whole guard, not only the reference in it.
        let counts = guard.counts();
        counts.calls.fetch_add(1, SeqCst);
        counts.calls_after_drop.fetch_add(counts.drops(), SeqCst);
        assert!(!panics, "the closure panics, as the check wants it");
    });
    (Held(ManuallyDrop::new(waker)), counts)
}

/// Fails if the closure is gone, though so many wakers still hold it.
fn is_alive(counts: &Counts, wakers: usize, after: &str) {
    assert!(
        counts.drops() == 0,
        "{after}: the closure is freed, and {wakers} of its wakers can still be used. The next use of one reads freed memory, its \
         drop frees it a second time: one handle was given up that belongs to another waker"
    );
}

/// Fails if the closure is not gone, though no waker is left.
fn is_gone(counts: &Counts, after: &str) {
    assert!(
        counts.drops() != 0,
        "{after}: no waker is left, and the closure is still there: a leak. One handle was never given up"
    );
    assert!(counts.drops() == 1, "{after}: the closure was freed {}", times(counts.drops()));
}

#[test]
fn a_waker_that_is_dropped_frees_the_closure() {
    check!(|| {
        let (waker, counts) = made(false);
        is_alive(counts, 1, "a waker was made");
        waker.give_up();
        is_gone(counts, "a waker was made and dropped");
        assert!(
            counts.calls() == 0,
            "a waker was dropped without a wake, and the closure was called {}",
            times(counts.calls())
        );
    });
}

#[test]
fn a_clone_has_a_handle_of_its_own() {
    check!(|| {
        let (waker, counts) = made(false);
        let clone = waker.another();
        is_alive(counts, 2, "one waker and its clone");
        clone.give_up();
        is_alive(counts, 1, "a waker was cloned, and the clone dropped");
        waker.give_up();
        is_gone(counts, "a waker was cloned, then both were dropped");

        let (waker, counts) = made(false);
        let clone = waker.another();
        waker.give_up();
        is_alive(counts, 1, "a waker was cloned, and the first one dropped");
        clone.wake_by_ref();
        assert!(
            counts.calls() == 1,
            "the clone was woken once, and the closure called {}",
            times(counts.calls())
        );
        clone.give_up();
        is_gone(counts, "a waker was cloned, then both were dropped");
        assert!(
            counts.calls() == 1,
            "of two wakers one was woken once, and the closure called {}",
            times(counts.calls())
        );
    });
}

/// What it holds makes an `Arc` of it put its counts elsewhere than most do: further away from the value.
#[repr(align(64))]
struct Wide(Guard);

#[test]
fn a_clone_is_counted_where_this_arc_has_its_count() {
    check!(|| {
        let counts: &'static Counts = Box::leak(Box::default());
        let wide = Wide(Guard(counts));
        let first = Held(ManuallyDrop::new(waker(move || {
            let wide = &wide;
            wide.0.counts().calls.fetch_add(1, SeqCst);
        })));
        let clone = first.another();
        first.give_up();
        assert!(
            counts.drops() == 0,
            "the closure holds a value that is aligned to 64 bytes, its waker was cloned, and the first one dropped: the closure is \
             freed, and the clone can still be used. Its handle was counted, but not here: where an `Arc` has its count depends \
             on the type, so give `Arc::increment_strong_count` the pointer with its type (`call`), not the bare `data`"
        );
        clone.wake_by_ref();
        assert!(
            counts.calls() == 1,
            "the clone was woken once, and the closure called {}",
            times(counts.calls())
        );
        clone.give_up();
        is_gone(
            counts,
            "the closure holds a value that is aligned to 64 bytes; its waker was cloned, then both were dropped",
        );
    });
}

#[test]
fn wake_by_ref_calls_and_keeps_the_waker() {
    check!(|| {
        let (waker, counts) = made(false);
        for wakes in 1..=3 {
            waker.wake_by_ref();
            assert!(
                counts.calls() == wakes,
                "`wake_by_ref` number {wakes}, and the closure was called {}",
                times(counts.calls())
            );
            is_alive(counts, 1, "`wake_by_ref` only borrows the waker");
        }
        waker.give_up();
        is_gone(counts, "a waker was woken three times by reference, then dropped");
    });
}

#[test]
fn wake_calls_and_uses_the_waker_up() {
    check!(|| {
        let (waker, counts) = made(false);
        let clone = waker.another();
        clone.wake();
        assert!(counts.calls() == 1, "one `wake`, and the closure was called {}", times(counts.calls()));
        is_alive(counts, 1, "a clone was used up by `wake`");
        waker.wake();
        assert!(counts.calls() == 2, "two `wake`, and the closure was called {}", times(counts.calls()));
        is_gone(counts, "both wakers were used up by `wake`, for which nobody calls `drop`");
        assert!(
            counts.calls_after_drop.load(SeqCst) == 0,
            "the last waker freed the closure, and then called it: freed memory. Call first, then give the handle up"
        );
    });
}

#[test]
fn a_closure_that_panics_leaves_the_count_right() {
    check!(|| {
        let (waker, counts) = made(true);
        let clone = waker.another();
        let panicked = catch_unwind(AssertUnwindSafe(|| clone.wake_by_ref())).is_err();
        assert!(panicked, "the closure panics, and `wake_by_ref` did not pass the panic on");
        let panicked = catch_unwind(AssertUnwindSafe(|| clone.wake_by_ref())).is_err();
        is_alive(counts, 2, "the closure panicked in `wake_by_ref`, which only borrows the waker");
        assert!(panicked, "the closure panics, and `wake_by_ref` did not pass the panic on");
        let panicked = catch_unwind(AssertUnwindSafe(|| clone.wake())).is_err();
        is_alive(counts, 1, "the closure panicked in the `wake` of a clone");
        assert!(panicked, "the closure panics, and `wake` did not pass the panic on");
        waker.give_up();
        is_gone(
            counts,
            "the closure panicked in the `wake` of a clone, which is used up all the same, and the other waker was dropped",
        );
    });
}

#[test]
fn two_threads_clone_it_at_once() {
    check!(|| {
        const EACH: usize = 100_000;
        let start = Barrier::new(2);
        let (waker, counts) = made(false);
        let mut clones: Vec<Held> = thread::scope(|scope| {
            let cloning = [(); 2].map(|()| {
                scope.spawn(|| {
                    start.wait();
                    (0..EACH).map(|_| waker.another()).collect::<Vec<_>>()
                })
            });
            cloning.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        clones.push(waker);
        while let Some(clone) = clones.pop() {
            clone.give_up();
            if !clones.is_empty() {
                is_alive(
                    counts,
                    clones.len(),
                    "two threads cloned a waker 100,000 times each, then the clones were dropped one by one (is the count atomic?)",
                );
            }
        }
        is_gone(counts, "two threads cloned a waker 100,000 times each, then all were dropped");
    });
}
