//! What blocks, on threads; and awaited like anything else.

use std::cell::{OnceCell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::thread;

use ch02_threads::ThreadPool;
use ch02_threads::thread_pool::panic_message;
use ch07_executor::{JoinError, WaitsFor, waits_for};

use crate::runtime::{Entered, NO_RUNTIME};
use crate::sync::oneshot;

/// Runs a function that blocks, or computes for long, on a thread of the pool: chapter 2's. The tasks of this thread go on
/// meanwhile. (asyncio: `to_thread`, `run_in_executor`; tokio: `spawn_blocking`.)
///
/// Dropped: the function goes on to its end, as a thread cannot be stopped from outside; what it returns is thrown away.
///
/// ```
/// let sum: u64 = ch08_runtime::block_on(async {
///     ch08_runtime::spawn_blocking(|| (1..=10).sum()).await.unwrap()
/// });
/// assert_eq!(sum, 55);
/// ```
///
/// # Panics
/// When this thread is in no runtime.
// ANCHOR: spawn_blocking
#[track_caller]
pub fn spawn_blocking<T, F>(work: F) -> Blocking<T>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (give, result) = oneshot::channel();
    BlockingPool::current().threads().execute(move || {
        // Nobody may be waiting any more: then it is thrown away.
        let _ = give.send(catch_unwind(AssertUnwindSafe(work)));
    });
    Blocking(result)
}

/// What a thread of the pool will have returned; see [`spawn_blocking`].
#[derive(Debug)]
#[must_use = "without awaiting it nobody learns how the work ended, not even that it panicked"]
pub struct Blocking<T>(oneshot::Receiver<thread::Result<T>>);

impl<T> Future for Blocking<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Poll::Ready(ended) = pin!(&mut self.0).poll(cx) else {
            waits_for(WaitsFor::Named("a thread of the pool"));
            return Poll::Pending;
        };
        Poll::Ready(match ended {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(panic)) => Err(JoinError::Panicked(panic_message(&*panic).to_owned())),
            // The pool is gone before it came to it.
            Err(_) => Err(JoinError::Cancelled),
        })
    }
}
// ANCHOR_END: spawn_blocking

/// The threads of one runtime for what blocks. They are started when first asked for.
///
/// A handle: its clones are the same threads.
#[derive(Clone, Debug, Default)]
pub struct BlockingPool(Rc<OnceCell<ThreadPool>>);

thread_local! {
    /// The pool of the runtime this thread is in, whichever runtime that is.
    static POOL: RefCell<Option<BlockingPool>> = const { RefCell::new(None) };
}

impl BlockingPool {
    /// That of the runtime this thread is in.
    ///
    /// # Panics
    /// When it is in none.
    #[track_caller]
    fn current() -> BlockingPool {
        match POOL.try_with(|pool| pool.borrow().clone()) {
            Ok(Some(pool)) => pool,
            _ => panic!("{NO_RUNTIME}"),
        }
    }

    /// For runtimes: until what comes back is dropped, it is the current one.
    pub fn enter(&self) -> Entered<BlockingPool> {
        Entered::new(&POOL, self.clone())
    }

    /// The threads.
    ///
    /// # Panics
    /// When they are asked for the first time, and the system has none to give.
    pub fn threads(&self) -> &ThreadPool {
        self.0.get_or_init(|| match ThreadPool::new(ThreadPool::size_for_blocking_work()) {
            Ok(pool) => pool,
            Err(error) => panic!("no threads for blocking work: {error}"),
        })
    }
}
