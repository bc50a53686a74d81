//! A future on strings: it is done when the check says so, and counts what is done with it.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

/// The future.
pub struct Puppet<T>(Arc<Mutex<State<T>>>);

/// The strings.
pub struct Strings<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    output: Option<T>,
    polls: usize,
    dropped: bool,
    waker: Option<Waker>,
}

/// A future, and its strings.
pub fn puppet<T>() -> (Puppet<T>, Strings<T>) {
    let state = Arc::new(Mutex::new(State { output: None, polls: 0, dropped: false, waker: None }));
    (Puppet(Arc::clone(&state)), Strings(state))
}

/// A future that is done already, and its strings.
pub fn done<T>(output: T) -> (Puppet<T>, Strings<T>) {
    let (future, strings) = puppet();
    strings.pull(output);
    (future, strings)
}

impl<T> Strings<T> {
    /// Now it is done: its task is woken.
    pub fn pull(&self, output: T) {
        let mut state = self.0.lock().unwrap();
        state.output = Some(output);
        let waker = state.waker.take();
        drop(state);
        waker.into_iter().for_each(Waker::wake);
    }

    pub fn polls(&self) -> usize {
        self.0.lock().unwrap().polls
    }

    pub fn is_dropped(&self) -> bool {
        self.0.lock().unwrap().dropped
    }
}

impl<T> Future for Puppet<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let waker = cx.waker().clone();
        let mut state = self.0.lock().unwrap();
        state.polls += 1;
        match state.output.take() {
            Some(output) => Poll::Ready(output),
            None => {
                let displaced = state.waker.replace(waker);
                drop(state);
                drop(displaced);
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Puppet<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap();
        state.dropped = true;
        let waker = state.waker.take();
        drop(state);
        drop(waker);
    }
}
