//! Step C of three: *continue me* is the standard library's `Waker`, a coroutine its `Future`, a step its `Poll`.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_step_c
//! ```
//!
//! Nothing has changed but names. With these names the compiler can write our tasks for us, as `async fn`, and any
//! future that somebody else wrote runs on this loop.
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use lab::say;

// ANCHOR: seam
/// What this loop's wakers point to.
struct Continue {
    me: usize,
    ready: Arc<Mutex<VecDeque<usize>>>,
}

impl Wake for Continue {
    fn wake(self: Arc<Self>) {
        lock(&self.ready).push_back(self.me);
    }
}

#[derive(Default)]
struct Mailbox {
    letter: Option<u32>,
    /// Who waits for it.
    waits: Option<Waker>,
}
// ANCHOR_END: seam

struct Reader(Arc<Mutex<Mailbox>>);
struct Writer(Arc<Mutex<Mailbox>>);

// ANCHOR: tasks
impl Future for Reader {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let waker = cx.waker().clone();
        let mut mailbox = lock(&self.0);
        if let Some(letter) = mailbox.letter.take() {
            say!("reader: reads {letter}, and is done");
            return Poll::Ready(());
        }
        say!("reader: no letter yet; leaves word whom to continue, and is pending");
        let stale = mailbox.waits.replace(waker);
        drop(mailbox);
        drop(stale); // not ours, either: not with our lock held
        Poll::Pending
    }
}

impl Future for Writer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        say!("writer: puts 42 in, says continue, and is done");
        let mut mailbox = lock(&self.0);
        mailbox.letter = Some(42);
        let waits = mailbox.waits.take();
        drop(mailbox); // what we call is not ours: not with our lock held
        if let Some(waker) = waits {
            waker.wake();
        }
        Poll::Ready(())
    }
}
// ANCHOR_END: tasks

// ANCHOR: main
/// Two tasks, a mailbox between them, and a loop.
pub fn main() {
    let mailbox = Arc::new(Mutex::new(Mailbox::default()));
    let mut tasks: Vec<Pin<Box<dyn Future<Output = ()>>>> =
        vec![Box::pin(Reader(Arc::clone(&mailbox))), Box::pin(Writer(mailbox))];
    let ready: Arc<Mutex<VecDeque<usize>>> = Arc::new(Mutex::new((0..tasks.len()).collect()));
    let (mut resumed, mut done) = (0, 0);
    loop {
        let Some(me) = lock(&ready).pop_front() else { break };
        let waker = Waker::from(Arc::new(Continue { me, ready: Arc::clone(&ready) }));
        resumed += 1;
        if let Poll::Ready(()) = tasks[me].as_mut().poll(&mut Context::from_waker(&waker)) {
            done += 1;
        }
    }
    say!("loop: resumed {resumed} times, {done} done");
}
// ANCHOR_END: main

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
