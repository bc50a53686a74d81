//! Many futures at once, on one task.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Waits for all of them: their waits overlap, though they are one task. The outputs come in the order of the futures.
/// (asyncio: `gather`; tokio: a `JoinSet`; `futures`: `join_all`.)
///
/// Only those that were woken are polled: with one waker for all, a thousand futures that end one by one would take half
/// a million polls.
///
/// Dropped: all are dropped, and what any had ready by then.
///
/// ```
/// use ch06_waker::{block_on, join_all};
///
/// let squares = block_on(join_all((1..=3).map(|n| async move { n * n })));
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> JoinAll<F> {
    let shared = Arc::new(Mutex::default());
    let children = futures.into_iter().enumerate().map(|(index, future)| {
        let child = Arc::new(Child { index, queued: AtomicBool::new(true), shared: Arc::clone(&shared) });
        State::Running(Box::pin(future), child)
    });
    let children: Vec<State<F>> = children.collect();
    // At first all of them: a future does nothing until it is polled.
    lock(&shared).woken = (0..children.len()).collect();
    JoinAll { unfinished: children.len(), children, shared }
}

/// See [`join_all`].
#[must_use = "a future does nothing until it is awaited"]
pub struct JoinAll<F: Future> {
    /// The futures, in their order.
    children: Vec<State<F>>,
    /// How many of them are not over.
    unfinished: usize,
    /// What the children's wakers share.
    shared: Arc<Mutex<Shared>>,
}

/// Where one of the futures stands.
enum State<F: Future> {
    /// Not over.
    Running(Pin<Box<F>>, Arc<Child>),
    /// Over; the output is still here.
    Over(F::Output),
}

// ANCHOR: child
/// Who was woken, and whom to tell.
#[derive(Debug, Default)]
struct Shared {
    /// The children to be polled, in the order in which they were woken.
    woken: Vec<usize>,
    /// The waker of the task that holds us all; taken by the first child that is woken, as one call is enough.
    parent: Option<Waker>,
}

/// The waker of one child: notes which one it is, and passes the call on.
#[derive(Debug)]
struct Child {
    /// Its place.
    index: usize,
    /// Whether it stands in `woken` already.
    queued: AtomicBool,
    /// Where to note it.
    shared: Arc<Mutex<Shared>>,
}

impl Wake for Child {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.queued.swap(true, Ordering::SeqCst) {
            return;
        }
        let parent = {
            let mut shared = lock(&self.shared);
            shared.woken.push(self.index);
            shared.parent.take()
        };
        // Invariant I5: the lock is given back. To wake may mean to run code of others, and that may come here again.
        if let Some(parent) = parent {
            parent.wake();
        }
    }
}
// ANCHOR_END: child

// ANCHOR: join_all
impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        // The newest waker, always: we may have moved to another task since the last poll.
        let parent = cx.waker().clone();
        let displaced = lock(&this.shared).parent.replace(parent);
        drop(displaced); // out here: its drop may be anybody's code (invariant I5)

        // Only those that are woken by now. One that wakes itself all the time has its next turn at our next poll.
        let woken = mem::take(&mut lock(&this.shared).woken);
        for index in woken {
            // A late call, for one that is over, finds it so: the output must stay where it is.
            let State::Running(future, child) = &mut this.children[index] else { continue };
            child.queued.store(false, Ordering::SeqCst); // before the poll (invariant I3)
            let waker = Waker::from(Arc::clone(child));
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                this.children[index] = State::Over(output);
                this.unfinished -= 1;
            }
        }
        if this.unfinished > 0 {
            return Poll::Pending;
        }
        let outputs = this.children.drain(..).map(|state| match state {
            State::Over(output) => output,
            State::Running(..) => unreachable!("counted as over"),
        });
        Poll::Ready(outputs.collect())
    }
}
// ANCHOR_END: join_all

/// No field promises to stay where it is: the futures are in boxes of their own.
impl<F: Future> Unpin for JoinAll<F> {}

/// Nothing panics while it holds this lock; and if it did, the list would still be whole.
fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll")
            .field("futures", &self.children.len())
            .field("unfinished", &self.unfinished)
            .finish()
    }
}
