//! A future that is ready when the check says so, and writes down what is done with it.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What was done with the parcels of a check, in order.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn note(&self, event: impl Into<String>) {
        self.0.borrow_mut().push(event.into());
    }

    /// What was noted since the last call. Things that were dropped one after another are sorted: who goes first is nobody's
    /// business.
    pub fn take(&self) -> Vec<String> {
        let mut events = self.0.take();
        for run in events.chunk_by_mut(|a, b| a.ends_with("dropped") && b.ends_with("dropped")) {
            run.sort();
        }
        events
    }
}

/// The future.
pub struct Parcel {
    name: &'static str,
    door: Rc<Door>,
    log: Log,
}

/// The check's end of it.
pub struct Courier(Rc<Door>);

#[derive(Default)]
struct Door {
    output: Cell<Option<u32>>,
    waker: RefCell<Option<Waker>>,
    polls: Cell<u64>,
    over: Cell<bool>,
    dropped: Cell<bool>,
}

/// A parcel of that name.
pub fn parcel(name: &'static str, log: &Log) -> (Courier, Parcel) {
    let door = Rc::new(Door::default());
    (Courier(Rc::clone(&door)), Parcel { name, door, log: log.clone() })
}

impl Courier {
    /// From now on it is ready, and whoever waits is woken.
    pub fn bring(&self, output: u32) {
        self.0.output.set(Some(output));
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }

    pub fn polls(&self) -> u64 {
        self.0.polls.get()
    }

    pub fn is_dropped(&self) -> bool {
        self.0.dropped.get()
    }
}

impl Future for Parcel {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let (name, door) = (self.name, &self.door);
        door.polls.set(door.polls.get() + 1);
        assert!(
            !door.over.get(),
            "`{name}` was ready with its output, and you polled it again: a future that is over is never polled again, it might \
             panic. Keep its output, and remember that it is over. (An output taken out too early is lost: look first whether all \
             is there, then `take`.)"
        );
        match door.output.take() {
            Some(output) => {
                door.over.set(true);
                self.log.note(format!("{name} polled: ready"));
                Poll::Ready(output)
            }
            None => {
                self.log.note(format!("{name} polled: pending"));
                door.waker.replace(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        self.door.dropped.set(true);
        self.door.waker.take();
        self.log.note(format!("{} dropped", self.name));
    }
}
