//! # A thousand wakes, one poll
//!
//! - minutes: 15
//! - idea: a flag says whether the note lies in the queue; it is cleared *before* the poll, or a wake during the poll is lost
//! - page: chapters/ch07-executor/README.md#first-without-a-reactor
//!
//! A task's waker holds a number and the way to the run queue. However often it is woken, from whatever thread, the number
//! shall stand in the queue once. Once the task has been taken from the queue and polled, a wake counts again; and one that
//! comes *during* the poll counts too.
//!
//! Look and set in *one* step: between two steps another thread may come. A check can miss it if you do not, as it happens
//! seldom.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// What a task's waker holds. No future, nothing that belongs to one thread.
pub struct Call {
    /// Whom to continue.
    task: usize,
    /// Whether the number stands in the queue already.
    queued: AtomicBool,
    /// Leaves the number at the end of the run queue. The executor may take it from there at once, on its own thread.
    leave: Box<dyn Fn(usize) + Send + Sync>,
}

impl Call {
    /// The call of a task that is not in the queue yet: its first wake puts it there.
    pub fn new(task: usize, leave: impl Fn(usize) + Send + Sync + 'static) -> Arc<Call> {
        Arc::new(Call { task, queued: AtomicBool::new(false), leave: Box::new(leave) })
    }

    /// Polls the task's future, once. The executor calls this when it has taken the number from the queue.
    pub fn poll<F: Future + ?Sized>(self: &Arc<Self>, future: Pin<&mut F>) -> Poll<F::Output> {
        // TODO: Poll the future with this call as its waker. From when on does a wake count again?
        // <solution poll>
        // Before the poll (invariant I3). After it, a wake that came in between would have found the flag still set: no
        // note, and then the flag is cleared. Nobody would ever poll again.
        self.queued.store(false, Ordering::SeqCst);
        let waker = Waker::from(Arc::clone(self));
        future.poll(&mut Context::from_waker(&waker))
        // </solution>
    }
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // TODO: Leave the number in the queue, unless it stands there. Two threads may come here at the same time.
        // <solution wake>
        // One step: of all who come, one finds it unset. And the flag first, then the note: the executor may take the note
        // at once, and clear the flag.
        if !self.queued.swap(true, Ordering::SeqCst) {
            (self.leave)(self.task);
        }
        // </solution>
    }
}
