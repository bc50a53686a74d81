//! # How the task ended
//!
//! - minutes: 25
//! - idea: a panic ends one task and not the loop; whoever awaits the handle is told, and woken by the waker of the last poll
//! - page: chapters/ch07-executor/README.md#first-without-a-reactor
//!
//! An executor polls tasks that have no output. Whoever spawned one holds its handle, which is a future: it gives what the
//! task's future gave, or the panic that ended it. (The same [`Result`] that a thread's `join` gives.)
//!
//! - A panic of the future does not leave the task's `poll`: there it would end the executor's loop. (`catch_unwind` takes a
//!   closure, and in a closure there is no `await`: poll the future yourself, in [`poll_fn`].)
//! - A handle that is dropped *detaches*: the task goes on alone, and its outcome is thrown away.
//! - The handle may be polled by one task, and then by another. The last one is to be woken. The old waker goes when the new
//!   one is in its place (I5): its drop may run code of others, and that may poll the task to its end.
//! - Lay the outcome down first, then wake: to wake may mean to run code of others, and that may poll the handle at once.
//! - A handle that is polled once more after it has given the outcome panics. *Pending* would be a hang without a name.

use std::cell::Cell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread::Result;

/// What the executor polls.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// How a task ended, once it has.
pub struct JoinHandle<T> {
    /// What it shares with the task.
    joint: Rc<Joint<T>>,
}

/// What a task and its handle share. Both live on one thread, so cells do.
struct Joint<T> {
    /// Where the two stand.
    state: Cell<State<T>>,
}

/// Where the task and its handle stand.
enum State<T> {
    /// The task is not over. The waker of the handle's last poll, if there was one.
    Running(Option<Waker>),
    /// The task is over, and nobody has asked yet.
    Over(Result<T>),
    /// The handle has given the outcome.
    Given,
}

/// Makes a task of a future, and the handle of that task.
pub fn joined<F>(future: F) -> (Task, JoinHandle<F::Output>)
where
    F: Future + 'static,
{
    let joint = Rc::new(Joint { state: Cell::new(State::Running(None)) });
    (Box::pin(deliver(Box::pin(future), Rc::clone(&joint))), JoinHandle { joint })
}

/// The task: runs the future, and delivers how it ended.
async fn deliver<F: Future>(mut future: Pin<Box<F>>, joint: Rc<Joint<F::Output>>) {
    // TODO: Run the future to its end, or to its panic. Lay down which it was, and wake who waits for it.
    todo!("Run the future to its end, or to its panic")
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // TODO: Take the outcome, if it is there. If not, who is to be woken?
        todo!("Take the outcome, if it is there")
    }
}
