//! However often it is woken the task stands in the queue once; and no wake is lost.

use std::future::{pending, poll_fn, ready};
use std::hint::spin_loop;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use exercises::ch07_executor::wake_once::Call;

/// The number of the task.
const TASK: usize = 7;

/// What was left in the queue.
type Queue = Arc<Mutex<Vec<usize>>>;

/// A call, and the queue where it leaves its notes.
fn call() -> (Arc<Call>, Queue) {
    let queue = Queue::default();
    let leave = Arc::clone(&queue);
    (Call::new(TASK, move |task| leave.lock().unwrap().push(task)), queue)
}

/// Polls once with a future that waits; gives the waker it was polled with.
fn polled(call: &Arc<Call>) -> Waker {
    let mut seen = None;
    let waits = poll_fn(|cx| {
        seen = Some(cx.waker().clone());
        Poll::<()>::Pending
    });
    let _ = call.poll(pin!(waits));
    seen.expect("`Call::poll` has not polled the future")
}

/// What was left since the last look.
fn taken(queue: &Queue) -> Vec<usize> {
    std::mem::take(&mut queue.lock().unwrap())
}

#[test]
fn a_thousand_wakes_are_one_note() {
    check!(|| {
        let (call, queue) = call();
        let waker = Waker::from(Arc::clone(&call));
        for _ in 0..500 {
            waker.wake_by_ref();
            Waker::from(Arc::clone(&call)).wake();
        }
        let notes = taken(&queue);
        assert!(
            !notes.is_empty(),
            "the task was woken 1,000 times, and its number is not in the queue: nobody will poll it"
        );
        assert!(
            notes.len() == 1,
            "the task was woken 1,000 times before its turn, and stands in the queue {} times: it would be polled as often. \
             The flag `queued` is there to be asked",
            notes.len()
        );
        assert!(notes[0] == TASK, "task {TASK} was woken, and task {} stands in the queue", notes[0]);
    });
}

#[test]
fn after_a_poll_a_wake_counts_again() {
    check!(|| {
        let (call, queue) = call();
        for round in 1..=3 {
            call.wake_by_ref_twice();
            let notes = taken(&queue).len();
            assert!(
                notes == 1,
                "the task was polled {} times, then woken twice, and left {notes} notes: once it was polled, the next wake \
                 counts again",
                round - 1
            );
            polled(&call);
        }
    });
}

/// To wake what the check itself holds.
trait Twice {
    fn wake_by_ref_twice(&self);
}

impl Twice for Arc<Call> {
    fn wake_by_ref_twice(&self) {
        let waker = Waker::from(Arc::clone(self));
        waker.wake_by_ref();
        waker.wake();
    }
}

#[test]
fn the_future_is_polled_with_this_waker() {
    check!(|| {
        let (call, queue) = call();
        let waker = polled(&call);
        waker.wake();
        let notes = taken(&queue);
        assert!(
            notes == [TASK],
            "the waker that the future was polled with was woken, and the queue holds {notes:?}: it must be this call"
        );
    });
}

#[test]
fn the_output_is_passed_on() {
    check!(|| {
        let (call, _queue) = call();
        let got = call.poll(pin!(ready("done")));
        assert!(got == Poll::Ready("done"), "the future gave \"done\", and `Call::poll` gave {got:?}");
        let got = call.poll(pin!(pending::<()>()));
        assert!(got.is_pending(), "the future waits, and `Call::poll` gave {got:?}");
    });
}

#[test]
fn a_wake_during_the_poll_is_kept() {
    check!(|| {
        let (call, queue) = call();
        Waker::from(Arc::clone(&call)).wake();
        taken(&queue);
        let gives_way = poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let _ = call.poll(pin!(gives_way));
        let notes = taken(&queue).len();
        assert!(
            notes == 1,
            "the task woke itself in the middle of its poll, and left {notes} notes instead of 1. If the flag is cleared after \
             the poll, this wake is lost, and the task with it"
        );
        Waker::from(Arc::clone(&call)).wake();
        let again = taken(&queue).len();
        assert!(
            again == 0,
            "the task woke itself during its poll and was woken once more after it, and stands in the queue twice: the poll's \
             end cleared what the wake had set"
        );
    });
}

#[test]
fn a_wake_from_another_thread_during_the_poll_is_kept() {
    check!(|| {
        let (call, queue) = call();
        Waker::from(Arc::clone(&call)).wake();
        taken(&queue);
        let called = poll_fn(|cx| {
            let waker = cx.waker().clone();
            thread::spawn(move || waker.wake()).join().unwrap();
            Poll::<()>::Pending
        });
        let _ = call.poll(pin!(called));
        let notes = taken(&queue).len();
        assert!(
            notes == 1,
            "another thread woke the task in the middle of its poll, and {notes} notes were left instead of 1"
        );
    });
}

#[test]
fn the_note_may_be_taken_at_once() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The executor takes the note as soon as it lies there, and polls. Is a lock held while the note is left?".into()
        });
        let notes = Arc::new(AtomicU64::new(0));
        let executor = Arc::new(OnceLock::<Arc<Call>>::new());
        let call = Call::new(TASK, {
            let (notes, executor) = (Arc::clone(&notes), Arc::clone(&executor));
            move |_| {
                // The first note is taken by the executor's thread before this one goes on.
                if notes.fetch_add(1, SeqCst) == 0 {
                    let call = Arc::clone(executor.get().unwrap());
                    thread::spawn(move || drop(polled(&call))).join().unwrap();
                }
            }
        });
        let _ = executor.set(Arc::clone(&call));
        let waker = Waker::from(call);
        waker.wake_by_ref();
        waker.wake_by_ref();
        let notes = notes.load(SeqCst);
        assert!(
            notes == 2,
            "the first wake left a note; the executor took it at once and polled, before `wake` had returned. Then the task was \
             woken again, and left no second note ({notes} in all). A flag that is set after the note is left says \"it is in the queue\" of a \
             task that has left it: nobody will ever put it there again"
        );
    });
}

#[test]
fn threads_that_wake_together_leave_one_note() {
    check!(|| {
        let (call, queue) = call();
        // Two threads that stay, and meet by spinning: within some 100 ns of one another, so that one may come between the
        // two steps of the other. It is enough to meet there once.
        let (round, woken) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let other = thread::spawn({
            let (round, woken, waker) =
                (Arc::clone(&round), Arc::clone(&woken), Waker::from(Arc::clone(&call)));
            move || {
                for this in 1.. {
                    if reached(&round, this) == OVER {
                        return;
                    }
                    waker.wake_by_ref();
                    woken.store(this, SeqCst);
                }
            }
        });
        let (start, waker) = (Instant::now(), Waker::from(Arc::clone(&call)));
        for this in 1.. {
            round.store(this, SeqCst);
            // Now a little earlier than the other, now a little later.
            (0..this % 32).for_each(|_| spin_loop());
            waker.wake_by_ref();
            reached(&woken, this);
            let notes = taken(&queue).len();
            assert!(
                notes == 1,
                "two threads woke the task at the same time, round {this}, and left {notes} notes instead of 1: between looking \
                 at the flag and setting it the other thread came. `swap` does both in one step"
            );
            polled(&call);
            // On a busy machine both may have to share a core for a while, and then they never meet.
            if this == 10_000 || start.elapsed() > Duration::from_millis(400) {
                break;
            }
        }
        round.store(OVER, SeqCst);
        other.join().unwrap();
    });
}

/// No further round.
const OVER: u64 = u64::MAX;

/// Waits until it is so much; gives what it is then.
fn reached(count: &AtomicU64, so_much: u64) -> u64 {
    for tries in 1_u64.. {
        let now = count.load(SeqCst);
        if now >= so_much {
            return now;
        }
        // On a busy machine the other thread may need this one's core.
        if tries % 1000 == 0 { thread::yield_now() } else { spin_loop() }
    }
    OVER
}
