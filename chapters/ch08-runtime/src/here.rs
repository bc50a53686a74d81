//! The runtime this thread is in, whichever it is.

use std::borrow::Cow;

use ch07_executor::{Current, JoinError, JoinHandle};

use crate::driver::RuntimeDriver;
use crate::runtime::spawn_named;

// ANCHOR: here
/// A driver that is found, and whose runtime makes tasks. What spawns in this chapter is generic over it: so a group of
/// tasks, or the server, runs on another runtime too. Chapter 9 has one.
pub trait Here: Current {
    /// How a task ended, for whoever wants to know.
    type JoinHandle<T>: Future<Output = Result<T, JoinError>> + Unpin;

    /// Makes a task of the runtime this thread is in.
    ///
    /// # Panics
    /// When this thread is in no runtime.
    #[track_caller]
    fn spawn_named<F: Future + 'static>(
        name: impl Into<Cow<'static, str>>,
        future: F,
    ) -> Self::JoinHandle<F::Output>;

    /// Cancels a task: at its next turn its future is dropped.
    fn cancel<T>(task: &Self::JoinHandle<T>);

    /// Has a task look again at whatever it waits for.
    fn wake<T>(task: &Self::JoinHandle<T>);
}
// ANCHOR_END: here

impl Here for RuntimeDriver {
    type JoinHandle<T> = JoinHandle<T>;

    #[track_caller]
    fn spawn_named<F: Future + 'static>(
        name: impl Into<Cow<'static, str>>,
        future: F,
    ) -> JoinHandle<F::Output> {
        spawn_named(name, future)
    }

    fn cancel<T>(task: &JoinHandle<T>) {
        task.cancel();
    }

    fn wake<T>(task: &JoinHandle<T>) {
        task.wake();
    }
}
