//! The waker made by hand: each function of its table gives and takes the right number of handles. Run it under Miri or
//! valgrind, too: what is freed twice, or never, shows there.
#![allow(clippy::unwrap_used, missing_docs)]
#![allow(clippy::waker_clone_wake)] // a wake by value is what is tested

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use ch06_waker::{delivery, raw_waker};

/// Counts what arrives; shared with the test, so that it can be looked at when the callee is gone.
#[derive(Default)]
struct Counts {
    by_value: AtomicUsize,
    by_ref: AtomicUsize,
    dropped: AtomicUsize,
}

/// What the wakers of these tests point to.
struct Callee {
    counts: Arc<Counts>,
    /// Panics when it is woken.
    panics: bool,
}

impl Wake for Callee {
    fn wake(self: Arc<Self>) {
        self.counts.by_value.fetch_add(1, SeqCst);
        assert!(!self.panics, "as asked");
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.counts.by_ref.fetch_add(1, SeqCst);
        assert!(!self.panics, "as asked");
    }
}

impl Drop for Callee {
    fn drop(&mut self) {
        self.counts.dropped.fetch_add(1, SeqCst);
    }
}

fn callee(panics: bool) -> (Arc<Callee>, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    (Arc::new(Callee { counts: Arc::clone(&counts), panics }), counts)
}

/// Both ways to make a waker must pass every test.
type Make = fn(Arc<Callee>) -> Waker;
const MAKERS: [Make; 2] = [raw_waker::waker, Waker::from];

#[test]
fn making_a_waker_takes_the_handle_and_makes_none() {
    for make in MAKERS {
        let (callee, counts) = callee(false);
        let weak = Arc::downgrade(&callee);
        let waker = make(callee);
        assert_eq!(weak.strong_count(), 1);
        drop(waker);
        assert_eq!(weak.strong_count(), 0);
        assert_eq!(counts.dropped.load(SeqCst), 1);
    }
}

#[test]
fn a_clone_is_one_handle_more_and_a_drop_is_one_less() {
    for make in MAKERS {
        let (callee, counts) = callee(false);
        let weak = Arc::downgrade(&callee);
        let waker = make(callee);
        let clones: Vec<Waker> = (0..10).map(|_| waker.clone()).collect();
        assert_eq!(weak.strong_count(), 11);
        assert!(clones.iter().all(|clone| clone.will_wake(&waker)));
        drop(waker);
        assert_eq!(weak.strong_count(), 10);
        assert_eq!(counts.dropped.load(SeqCst), 0);
        drop(clones);
        assert_eq!(weak.strong_count(), 0);
        assert_eq!(counts.dropped.load(SeqCst), 1);
        assert_eq!(counts.by_value.load(SeqCst) + counts.by_ref.load(SeqCst), 0);
    }
}

#[test]
fn a_wake_by_value_uses_the_handle_up_and_one_by_reference_does_not() {
    for make in MAKERS {
        let (callee, counts) = callee(false);
        let weak = Arc::downgrade(&callee);
        let waker = make(callee);
        waker.wake_by_ref();
        waker.wake_by_ref();
        assert_eq!(weak.strong_count(), 1);
        waker.clone().wake();
        assert_eq!(weak.strong_count(), 1);
        waker.wake();
        assert_eq!(weak.strong_count(), 0);
        assert_eq!(counts.by_ref.load(SeqCst), 2);
        assert_eq!(counts.by_value.load(SeqCst), 2);
        assert_eq!(counts.dropped.load(SeqCst), 1);
    }
}

#[test]
fn a_panic_in_wake_frees_the_handle_once_and_one_in_wake_by_ref_not_at_all() {
    for make in MAKERS {
        let (callee, counts) = callee(true);
        let weak = Arc::downgrade(&callee);
        let waker = make(callee);
        catch_unwind(AssertUnwindSafe(|| waker.wake_by_ref())).unwrap_err();
        assert_eq!(weak.strong_count(), 1);
        catch_unwind(AssertUnwindSafe(|| waker.wake())).unwrap_err();
        assert_eq!(weak.strong_count(), 0);
        assert_eq!(counts.dropped.load(SeqCst), 1);
    }
}

#[test]
fn wakers_are_cloned_woken_and_dropped_on_eight_threads_at_once() {
    let rounds = if cfg!(miri) { 4 } else { 1_000 };
    for make in MAKERS {
        let (callee, counts) = callee(false);
        let weak = Arc::downgrade(&callee);
        let waker = make(callee);
        thread::scope(|scope| {
            for _ in 0..8 {
                let waker = waker.clone();
                scope.spawn(move || {
                    for _ in 0..rounds {
                        waker.clone().wake();
                        waker.wake_by_ref();
                        drop(waker.clone());
                    }
                });
            }
        });
        assert_eq!(weak.strong_count(), 1);
        drop(waker);
        assert_eq!(counts.by_value.load(SeqCst), 8 * rounds);
        assert_eq!(counts.by_ref.load(SeqCst), 8 * rounds);
        assert_eq!(counts.dropped.load(SeqCst), 1);
    }
}

#[test]
fn a_waker_that_is_kept_in_a_future_is_given_up_with_it() {
    for make in MAKERS {
        let (callee, counts) = callee(false);
        let weak = Arc::downgrade(&callee);
        let waker = make(callee);
        let (_courier, mut parcel) = delivery::<u8>();
        assert_eq!(
            Future::poll(std::pin::Pin::new(&mut parcel), &mut Context::from_waker(&waker)),
            Poll::Pending
        );
        assert_eq!(weak.strong_count(), 2);
        drop(parcel);
        assert_eq!(weak.strong_count(), 1);
        drop(waker);
        assert_eq!(counts.dropped.load(SeqCst), 1);
    }
}
