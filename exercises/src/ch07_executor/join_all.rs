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
        todo!("Note the child, if it is not noted yet, and wake the parent")
    }
}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // TODO: Leave the parent's waker, then poll the children that were woken. Are all over?
        todo!("Leave the parent's waker, then poll the children that were woken")
    }
}

/// Nothing in it points into it: the children are in boxes of their own.
impl<F: Future> Unpin for JoinAll<F> {}
