//! What the tests of this chapter share.
#![allow(dead_code, unused_imports)]

pub mod foreign_waker;
pub mod sockets;

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use ch06_waker::Parker;
use ch07_executor::{LocalExecutor, Park, Reactor, ReactorPark};

/// How long a test may hang before it is called hung. No measure of anything.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// An executor without a reactor.
pub fn executor() -> LocalExecutor<Parker> {
    LocalExecutor::new(Parker::new())
}

/// An executor with one.
pub fn with_reactor() -> (Reactor, LocalExecutor<ReactorPark>) {
    let reactor = Reactor::new().unwrap();
    let executor = LocalExecutor::new(ReactorPark::new(&reactor));
    (reactor, executor)
}

/// Runs `f` on a thread of its own, with a watchdog.
pub fn ends<T: Send + 'static>(what: &str, f: impl FnOnce() -> T + Send + 'static) -> T {
    lab::probe::within(PATIENCE, what, || "a wake was lost, or somebody does not give way".to_owned(), f)
}

/// The future, with its polls counted.
pub async fn counted<F: Future>(polls: Rc<Cell<u64>>, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(move |cx| {
        polls.update(|n| n + 1);
        future.as_mut().poll(cx)
    })
    .await
}

/// A count that tasks share.
pub fn count() -> Rc<Cell<u64>> {
    Rc::default()
}

/// Runs a closure when it is dropped.
pub struct OnDrop<F: FnMut()>(pub F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
