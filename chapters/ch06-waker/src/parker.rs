//! A thread that sleeps until it is told to go on.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use crate::sync::{AtomicBool, Ordering, Thread, current, park, park_timeout};

// ANCHOR: parker
/// Puts the thread that made it to sleep, until its [`waker`](Self::waker) is woken.
///
/// The standard library's [`std::thread::park`] alone will not do: a thread has one token for it, and whoever runs
/// on the thread may take the token, or give it. A future that parks for a reason of its own, in the middle of `poll`,
/// would swallow our wake-up. So what counts is a flag of our own; `park` and `unpark` only save the waiting.
#[derive(Debug)]
pub struct Parker {
    /// What its wakers share.
    bell: Arc<Bell>,
    /// It parks the thread that made it, so it must stay there.
    stays: PhantomData<*const ()>,
}

// ANCHOR: bell
/// The two sides of the protocol meet here.
struct Bell {
    /// Set by a wake, *before* the unpark; taken by the sleeper, who sleeps only while it is not set.
    rung: AtomicBool,
    /// Whom to unpark.
    thread: Thread,
}
// ANCHOR_END: bell

impl Parker {
    /// A parker for the thread that calls this.
    pub fn new() -> Parker {
        Parker {
            bell: Arc::new(Bell { rung: AtomicBool::new(false), thread: current() }),
            stays: PhantomData,
        }
    }

    /// The way to wake it, from any thread. It may be kept for as long as one likes, and woken at any time: before the
    /// sleep (which is then skipped), during it, or when the parker is gone (which does nothing).
    pub fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.bell))
    }

    /// What the waker is made of, for those who make one by hand ([`raw_waker`](crate::raw_waker)).
    pub(crate) fn bell(&self) -> Arc<impl Wake + Send + Sync + use<>> {
        Arc::clone(&self.bell)
    }

    // ANCHOR: park
    /// Sleeps until a wake, or for `patience` at most. Returns at once if there was a wake since the last `park`:
    /// a thousand of them count as one.
    pub fn park(&self, patience: Option<Duration>) {
        let until = patience.and_then(|patience| Instant::now().checked_add(patience));
        // The token may have been given by somebody else, for something else: only the flag counts.
        while !self.bell.rung.swap(false, Ordering::SeqCst) {
            match until.map(|until| until.saturating_duration_since(Instant::now())) {
                None => park(),
                Some(Duration::ZERO) => return,
                Some(left) => park_timeout(left),
            }
        }
    }
    // ANCHOR_END: park
}

// ANCHOR: wake
impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // In this order. Unparked first, the sleeper could find the flag not set yet, and sleep again: for ever.
        // If it was set already, whoever set it unparks, and once is enough: a thousand wakes are one system call.
        if !self.rung.swap(true, Ordering::SeqCst) {
            self.thread.unpark();
        }
    }
}
// ANCHOR_END: wake
// ANCHOR_END: parker

impl Default for Parker {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Bell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bell").field("rung", &self.rung).finish_non_exhaustive()
    }
}
