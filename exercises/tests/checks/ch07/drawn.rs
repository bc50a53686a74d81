//! A lane for a future: it runs while it is polled, waits in between, and is ready from its wake on.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use lab::timeline::{Kind, Lane, State, lane, mark, rest, run_task};

/// A future, and its lane.
pub struct Drawn<F> {
    /// The future.
    future: Pin<Box<F>>,
    /// Its lane in the picture.
    lane: Lane,
}

/// The same future, with a lane of that name.
pub fn drawn<F: Future>(name: impl Into<String>, future: F) -> Drawn<F> {
    let lane = lane(Kind::Task, || name.into());
    mark(lane, State::Ready);
    Drawn { future: Box::pin(future), lane }
}

/// Marks a lane as ready, and passes the wake on.
struct Marks {
    /// The future's lane.
    lane: Lane,
    /// Who polls it.
    waker: Waker,
}

impl Wake for Marks {
    fn wake(self: Arc<Self>) {
        mark(self.lane, State::Ready);
        self.waker.wake_by_ref();
    }
}

impl<F: Future> Future for Drawn<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        run_task(self.lane);
        let waker = Waker::from(Arc::new(Marks { lane: self.lane, waker: cx.waker().clone() }));
        let polled = self.future.as_mut().poll(&mut Context::from_waker(&waker));
        mark(self.lane, if polled.is_ready() { State::Gone } else { State::Waiting });
        // Whoever runs the next one says so. If nobody does, the thread sleeps.
        rest(State::Asleep);
        polled
    }
}

impl<F> Drop for Drawn<F> {
    fn drop(&mut self) {
        mark(self.lane, State::Gone);
    }
}
