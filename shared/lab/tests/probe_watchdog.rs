//! The watchdog names what hangs, passes results and panics on; the counting waker counts.
#![allow(clippy::unwrap_used, missing_docs)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc::channel;
use std::time::Duration;

use lab::probe::{CountingWaker, within};

const LONG: Duration = Duration::from_secs(60);

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied()).unwrap()
}

#[test]
fn what_ends_in_time_gives_its_result() {
    assert_eq!(within(LONG, "a sum", || unreachable!("it did end"), || 1 + 1), 2);
}

#[test]
fn a_hang_fails_with_its_name_and_the_diagnosis() {
    // Hangs until the test is over: nothing is sent before the sender is dropped.
    let (_hold, hang) = channel::<()>();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        within(
            Duration::from_millis(10),
            "waiting for a letter",
            || "0 letters so far".into(),
            move || hang.recv(),
        )
    }))
    .unwrap_err();
    assert_eq!(message(&*panic), "waiting for a letter: not done within 10ms; 0 letters so far");
}

#[test]
fn a_panic_is_passed_on_as_it_is() {
    let panic =
        catch_unwind(|| within(LONG, "a panic", String::new, || panic!("the real reason"))).unwrap_err();
    assert_eq!(message(&*panic), "the real reason");
}

#[test]
fn the_counting_waker_tells_wakes_polls_and_leaked_clones() {
    let counting = CountingWaker::new();
    assert_eq!((counting.polls(), counting.wakes(), counting.clones_alive()), (0, 0, 0));

    let mut kept = None;
    let mut future = pin!(std::future::poll_fn(|cx| {
        kept = Some(cx.waker().clone());
        cx.waker().wake_by_ref();
        std::task::Poll::<()>::Pending
    }));
    assert!(counting.poll(future.as_mut()).is_pending());
    assert!(counting.poll(future.as_mut()).is_pending());
    assert_eq!((counting.polls(), counting.woken_by_ref(), counting.clones_alive()), (2, 2, 1));

    kept.take().unwrap().wake();
    assert_eq!((counting.woken_by_value(), counting.wakes(), counting.clones_alive()), (1, 3, 0));
}

#[cfg(unix)]
#[test]
fn an_open_file_is_seen_among_the_descriptors() {
    // Other tests of this binary open nothing that stays open, but they may for an instant: so many at once, and more.
    let before = lab::probe::open_fds().unwrap();
    let files: Vec<_> = (0..100).map(|_| std::fs::File::open("/dev/null").unwrap()).collect();
    assert!(lab::probe::open_fds().unwrap() >= before + 90);
    drop(files);
}
