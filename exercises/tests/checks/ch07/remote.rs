//! A future that does what the check tells it.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What the check holds.
pub struct Remote<T>(Rc<Inner<T>>);

/// The future: over as soon as it is polled after [`Remote::finish`].
pub struct Controlled<T>(Rc<Inner<T>>);

struct Inner<T> {
    /// Its name, for messages.
    name: String,
    /// How often it was polled.
    polls: Cell<u64>,
    /// What it gives at its next poll.
    output: Cell<Option<T>>,
    /// Whether it panics at its next poll.
    panics: Cell<bool>,
    /// Whether it wakes itself at each poll.
    impatient: Cell<bool>,
    /// Set once it has given its output.
    over: Cell<bool>,
    /// Set once it is dropped.
    dropped: Cell<bool>,
    /// The waker of its last poll.
    waker: RefCell<Option<Waker>>,
}

/// A future and what controls it.
pub fn remote<T>(name: impl Into<String>) -> (Remote<T>, Controlled<T>) {
    let inner = Rc::new(Inner {
        name: name.into(),
        polls: Cell::new(0),
        output: Cell::new(None),
        panics: Cell::new(false),
        impatient: Cell::new(false),
        over: Cell::new(false),
        dropped: Cell::new(false),
        waker: RefCell::new(None),
    });
    (Remote(Rc::clone(&inner)), Controlled(inner))
}

impl<T> Remote<T> {
    /// How often it was polled.
    pub fn polls(&self) -> u64 {
        self.0.polls.get()
    }

    /// Whether it is dropped.
    pub fn is_dropped(&self) -> bool {
        self.0.dropped.get()
    }

    /// The waker it was polled with, if there is one.
    pub fn waker(&self) -> Option<Waker> {
        self.0.waker.borrow().clone()
    }

    /// Wakes it; it has nothing new to say.
    pub fn wake(&self) {
        if let Some(waker) = self.waker() {
            waker.wake();
        }
    }

    /// It gives this at its next poll, and asks for it.
    pub fn finish(&self, output: T) {
        self.0.output.set(Some(output));
        self.wake();
    }

    /// It panics at its next poll, and asks for it.
    pub fn panic(&self) {
        self.0.panics.set(true);
        self.wake();
    }

    /// From now on it wakes itself at each poll.
    pub fn be_impatient(&self) {
        self.0.impatient.set(true);
        self.wake();
    }
}

impl<T> Future for Controlled<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let inner = &*self.0;
        inner.polls.set(inner.polls.get() + 1);
        assert!(!inner.over.get(), "{} was polled again after it was over", inner.name);
        assert!(!inner.panics.get(), "{} broke, as the check wants it", inner.name);
        inner.waker.replace(Some(cx.waker().clone()));
        if inner.impatient.get() {
            cx.waker().wake_by_ref();
        }
        match inner.output.take() {
            Some(output) => {
                inner.over.set(true);
                Poll::Ready(output)
            }
            None => Poll::Pending,
        }
    }
}

impl<T> Drop for Controlled<T> {
    fn drop(&mut self) {
        self.0.dropped.set(true);
    }
}
