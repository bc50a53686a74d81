//! The executor without a reactor: nothing but tasks and a thread that parks, until another thread wakes one of them.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_without_reactor
//! ```
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

use ch06_waker::Parker;
use ch07_executor::{LocalExecutor, Park, yield_now};
use lab::say;

/// What the other thread and the task share: a place for the letter, and one for the waker of who waits for it.
#[derive(Default)]
struct Mailbox(Mutex<(Option<ThreadId>, Option<Waker>)>);

impl Mailbox {
    /// Waits for a letter: the name of the thread that has sent it.
    async fn letter(&self) -> ThreadId {
        std::future::poll_fn(|cx| {
            let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(letter) = inside.0.take() {
                return Poll::Ready(letter);
            }
            inside.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Leaves a letter, and wakes who waits.
    fn post(&self) {
        let waiting = {
            let mut inside = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            inside.0 = Some(thread::current().id());
            inside.1.take()
        };
        if let Some(waker) = waiting {
            waker.wake(); // the lock is given back (invariant I5)
        }
    }
}

/// A parker that counts how often the thread sleeps, and says so to another thread.
struct Counted<'c>(Parker, &'c Cell<u32>, Sender<()>);

impl Park for Counted<'_> {
    fn park(&mut self, patience: Option<Duration>, woken: &mut Vec<Waker>) {
        if patience.is_none() {
            self.1.update(|times| times + 1);
            let _ = self.2.send(());
        }
        Park::park(&mut self.0, patience, woken);
    }

    fn waker(&self) -> Waker {
        self.0.waker()
    }
}

fn main() -> io::Result<()> {
    let parked = Cell::new(0);
    let (sleeps, told) = channel();
    let mut executor = LocalExecutor::new(Counted(Parker::new(), &parked, sleeps));
    let spawner = executor.spawner();
    let mailbox = Arc::new(Mailbox::default());

    let giving_way = spawner.spawn(async {
        for _ in 0..1_000 {
            yield_now().await;
        }
    });
    let waiting = spawner.spawn({
        let mailbox = Arc::clone(&mailbox);
        async move { mailbox.letter().await }
    });

    let _ = executor.block_on(giving_way);
    say!("one task gives way 1,000 times, one waits for a letter");
    say!("  when the first is done, the thread has slept {} times", parked.get());
    let sender = thread::Builder::new().name("sender".to_owned()).spawn(move || {
        let _ = told.recv(); // not before the other thread goes to sleep
        mailbox.post();
    })?;
    let from = executor.block_on(waiting).map_err(io::Error::other)?;
    let who = if from == thread::current().id() { "this thread" } else { "another thread" };
    say!("  when the letter has come, from {who}: {} time", parked.get());
    sender.join().map_err(|_| io::Error::other("the sender panicked"))
}
