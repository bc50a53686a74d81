//! # Only the one that was woken
//!
//! - minutes: 30
//! - idea: a waker of its own for each child: with one for all, a hundred futures that end one by one take 5,050 polls
//! - page: chapters/ch07-executor/together.md#three-requests-one-task
//! - optional: ★
//!
//! Many futures, the *children*, on one task. Each child is polled with a waker of its own, which notes the child's number
//! and then wakes the task, the *parent*. So when the parent is polled it knows which children to poll.
//!
//! - At first all children are polled: a future does nothing until then.
//! - A child that is over is dropped at once, and never polled again, even if a late wake still names it.
//! - The outputs come in the order of the children.
//! - A child may be woken from any thread, and at any time: also by itself, during its first poll.
//! - To wake, clone or drop the parent's waker may run anybody's code: not under the lock (invariant I5).

use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Waits for all children; see [`join_all`].
pub struct JoinAll<F: Future> {
    /// The children, in their order.
    children: Vec<Child<F>>,
    /// What the children's wakers share.
    shared: Arc<Shared>,
}

/// Where one of the children stands.
enum Child<F: Future> {
    /// It is not over; and what its waker holds.
    Running(Pin<Box<F>>, Arc<Call>),
    /// It is over; its output is still here.
    Over(F::Output),
}

/// What the children's wakers share.
#[derive(Default)]
struct Shared(Mutex<Woken>);

/// Behind the lock.
#[derive(Default)]
struct Woken {
    /// The children to be polled, in the order in which they were woken.
    children: Vec<usize>,
    /// The waker of the parent's last poll.
    parent: Option<Waker>,
}

/// What the waker of one child holds.
struct Call {
    /// Its place among the children.
    child: usize,
    /// Whether it stands among the woken already.
    queued: AtomicBool,
    /// Where to note it.
    shared: Arc<Shared>,
}

/// Waits for all of these; the outputs come in their order.
pub fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> JoinAll<F> {
    let shared = Arc::<Shared>::default();
    let child = |(child, future)| {
        let call = Call { child, queued: AtomicBool::new(true), shared: Arc::clone(&shared) };
        Child::Running(Box::pin(future), Arc::new(call))
    };
    let children: Vec<Child<F>> = futures.into_iter().enumerate().map(child).collect();
    shared.lock().children = (0..children.len()).collect();
    JoinAll { children, shared }
}

impl Shared {
    /// Nothing panics while it holds this lock.
    fn lock(&self) -> MutexGuard<'_, Woken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        // TODO: Note the child, if it is not noted yet, and wake the parent. When is the lock given back?
        // <solution wake>
        if self.queued.swap(true, Ordering::SeqCst) {
            return; // it is noted, and the parent knows
        }
        let parent = {
            let mut woken = self.shared.lock();
            woken.children.push(self.child);
            woken.parent.take() // one call is enough: the parent will leave a new waker when it is polled
        };
        if let Some(parent) = parent {
            parent.wake(); // the lock is given back (I5)
        }
        // </solution>
    }
}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // TODO: Leave the parent's waker, then poll the children that were woken. Are all over?
        // <solution poll>
        // First of all the waker: a child may be woken from now on. The newest, always.
        let waker = cx.waker().clone(); // before the lock is taken, and
        let displaced = self.shared.lock().parent.replace(waker);
        drop(displaced); // the old one after it is given back (I5)

        // Those that are woken by now. A child that wakes itself has its next turn at our next poll.
        let woken = mem::take(&mut self.shared.lock().children);
        for index in woken {
            let Child::Running(future, call) = &mut self.children[index] else { continue };
            call.queued.store(false, Ordering::SeqCst); // before the poll (invariant I3)
            let waker = Waker::from(Arc::clone(call));
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                self.children[index] = Child::Over(output); // drops the future
            }
        }
        if self.children.iter().any(|child| matches!(child, Child::Running(..))) {
            return Poll::Pending;
        }
        let outputs = mem::take(&mut self.children).into_iter().filter_map(|child| match child {
            Child::Over(output) => Some(output),
            Child::Running(..) => None,
        });
        Poll::Ready(outputs.collect())
        // </solution>
    }
}

/// Nothing in it points into it: the children are in boxes of their own.
impl<F: Future> Unpin for JoinAll<F> {}
