//! `block_on` with a notebook: who did what, in which order, and how often.

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use ch06_waker::Parker;
use lab::timeline::{self, State};

/// Whose doing a note is: the columns of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum By {
    Executor,
    Future,
    Outside,
}

/// The executor's note before it sleeps.
const PARKED: &str = "parked";

/// The notebook.
#[derive(Debug)]
pub(super) struct Watch {
    /// When it was opened.
    start: Instant,
    /// The thread of the executor, once it runs.
    executor: OnceLock<ThreadId>,
    /// What its wakers point to, to count them: each is a handle.
    callee: OnceLock<Weak<Callee>>,
    polls: AtomicU64,
    wakes: AtomicU64,
    notes: Mutex<Vec<(By, String, Duration)>>,
    /// Told of each note.
    noted: Condvar,
}

/// What the wakers point to: notes each wake, and passes it on.
#[derive(Debug)]
struct Callee {
    watch: Arc<Watch>,
    parker: Waker,
}

impl Wake for Callee {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.watch.wakes.fetch_add(1, Ordering::SeqCst);
        let inside = self.watch.executor.get() == Some(&thread::current().id());
        self.watch.note(if inside { By::Future } else { By::Outside }, "wake");
        self.parker.wake_by_ref();
    }
}

// ANCHOR: block_on
/// As `ch06_waker::block_on`, line by line, with a note beside each.
pub(super) fn block_on<F: Future>(watch: &Arc<Watch>, future: F) -> F::Output {
    let mut future = pin!(future);
    let parker = Parker::new();
    let callee = Arc::new(Callee { watch: Arc::clone(watch), parker: parker.waker() });
    let _ = watch.callee.set(Arc::downgrade(&callee));
    let _ = watch.executor.set(thread::current().id());
    let waker = Waker::from(callee);
    let mut context = Context::from_waker(&waker);
    loop {
        let poll = watch.polls.fetch_add(1, Ordering::SeqCst) + 1;
        watch.note(By::Executor, format!("poll {poll}"));
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => {
                watch.note(By::Executor, PARKED);
                timeline::rest(State::Asleep);
                parker.park(None);
                timeline::rest(State::Running);
                watch.note(By::Executor, "awake");
            }
        }
    }
}
// ANCHOR_END: block_on

// ANCHOR: told
/// A future that notes what the one in it says, and whether it kept the waker.
pub(super) struct Told<F> {
    watch: Arc<Watch>,
    inner: F,
}

impl<F: Future + Unpin> Future for Told<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let kept_before = self.watch.wakers_kept();
        let polled = Pin::new(&mut self.inner).poll(cx);
        if self.watch.wakers_kept() > kept_before {
            self.watch.note(By::Future, "waker kept");
        }
        self.watch.note(By::Future, if polled.is_ready() { "ready" } else { "pending" });
        polled
    }
}
// ANCHOR_END: told

impl Watch {
    pub(super) fn new() -> Arc<Watch> {
        Arc::new(Watch {
            start: Instant::now(),
            executor: OnceLock::new(),
            callee: OnceLock::new(),
            polls: AtomicU64::new(0),
            wakes: AtomicU64::new(0),
            notes: Mutex::default(),
            noted: Condvar::new(),
        })
    }

    pub(super) fn told<F: Future + Unpin>(self: &Arc<Self>, inner: F) -> Told<F> {
        Told { watch: Arc::clone(self), inner }
    }

    pub(super) fn note(&self, by: By, what: impl Into<String>) {
        let at = self.start.elapsed();
        self.notes().push((by, what.into(), at));
        self.noted.notify_all();
    }

    /// Waits until the executor's thread goes to sleep for the first time.
    pub(super) fn until_parked(&self) {
        let not_yet =
            |notes: &mut Vec<(By, String, Duration)>| !notes.iter().any(|(_, what, _)| what == PARKED);
        drop(self.noted.wait_while(self.notes(), not_yet));
    }

    fn notes(&self) -> MutexGuard<'_, Vec<(By, String, Duration)>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn polls(&self) -> u64 {
        self.polls.load(Ordering::SeqCst)
    }

    pub(super) fn wakes(&self) -> u64 {
        self.wakes.load(Ordering::SeqCst)
    }

    /// How many wakers are alive, beside the executor's own.
    pub(super) fn wakers_kept(&self) -> usize {
        self.callee.get().map_or(0, Weak::strong_count).saturating_sub(1)
    }

    // ANCHOR: diagnosis
    /// Why a future that is not over does not go on.
    pub(super) fn diagnosis(&self) -> String {
        let times = |n: u64| if n == 1 { "1 time".to_owned() } else { format!("{n} times") };
        let polled = times(self.polls());
        match (self.wakes(), self.wakers_kept()) {
            (0, 0) => {
                format!("polled {polled}, its waker was dropped without a wake: nobody can continue it")
            }
            (0, _) => format!("polled {polled}, its waker is kept, and was not woken so far"),
            (wakes, _) => format!("polled {polled}, woken {}, and still not ready", times(wakes)),
        }
    }
    // ANCHOR_END: diagnosis

    /// The notes, numbered, in three columns.
    pub(super) fn table(&self) -> String {
        let notes = self.notes();
        let mut lines = vec![format!("{:>3} {:>8}  {:<14}{:<14}outside", "", "ms", "executor", "future")];
        for (number, (by, what, at)) in (1..).zip(&*notes) {
            let indent = match by {
                By::Executor => 0,
                By::Future => 14,
                By::Outside => 28,
            };
            let ms = at.as_secs_f64() * 1e3;
            lines.push(format!("{number:>3} {ms:>8.2}  {:indent$}{what}", ""));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[test]
    fn the_diagnosis_tells_a_kept_waker_from_one_that_is_gone() {
        let watch = Watch::new();
        let mut kept = None;
        let mut polls = 0;
        block_on(
            &watch,
            poll_fn(|cx| {
                polls += 1;
                match polls {
                    1 => {
                        assert!(watch.diagnosis().contains("polled 1 time, its waker was dropped"));
                        kept = Some(cx.waker().clone());
                        assert!(watch.diagnosis().contains("its waker is kept, and was not woken"));
                        cx.waker().wake_by_ref();
                        Poll::Pending
                    }
                    _ => {
                        assert!(watch.diagnosis().contains("polled 2 times, woken 1 time, and still not"));
                        Poll::Ready(())
                    }
                }
            }),
        );
        assert_eq!((watch.polls(), watch.wakes(), watch.wakers_kept()), (2, 1, 0));
    }
}
