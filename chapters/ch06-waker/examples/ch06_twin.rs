//! What `twin.py` does, in Rust: a future driven by hand, `poll` for `send(None)`.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_twin
//! $ python3 chapters/ch06-waker/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use ch06_waker::block_on;
use lab::say;

// ANCHOR: mailbox
/// A future by hand: what stands at the bottom of every chain of awaits.
#[derive(Default)]
struct Mailbox(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    /// Set once, by `put`.
    letter: Option<u32>,
    /// Whom to call: the waker of the last poll. (Python: the callbacks of an `asyncio.Future`.)
    waker: Option<Waker>,
}

impl Future for &Mailbox {
    type Output = u32;

    /// The waker comes *down*, as an argument. Python's goes *up*, to the future that was yielded.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let newest = cx.waker().clone();
        let mut inside = self.inside();
        if let Some(letter) = inside.letter {
            return Poll::Ready(letter);
        }
        let stale = inside.waker.replace(newest);
        drop(inside); // first the lock, then the waker: its drop may be anybody's code (invariant I5)
        drop(stale);
        Poll::Pending
    }
}

impl Mailbox {
    /// (Python: `set_result`.)
    fn put(&self, letter: u32) {
        let mut inside = self.inside();
        inside.letter = Some(letter);
        let waker = inside.waker.take();
        drop(inside); // as above
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
// ANCHOR_END: mailbox

/// A waker that only says so.
struct Say;

impl Wake for Say {
    fn wake(self: Arc<Self>) {
        say!("woken: somebody says continue");
    }
}

async fn reader(mailbox: &Mailbox) -> u32 {
    say!("task: begins");
    let letter = mailbox.await;
    say!("task: goes on");
    2 * letter
}

fn shown(poll: Poll<u32>) -> String {
    match poll {
        Poll::Ready(output) => format!("ready, {output}"),
        Poll::Pending => "pending".to_owned(),
    }
}

// ANCHOR: by_hand
fn main() -> io::Result<()> {
    let mailbox = Mailbox::default();
    let mut task = pin!(reader(&mailbox));
    say!("made: nothing of it has run");
    let waker = Waker::from(Arc::new(Say));
    let mut cx = Context::from_waker(&waker);
    say!("poll: {}", shown(task.as_mut().poll(&mut cx)));
    say!("poll, though nobody said so: {}", shown(task.as_mut().poll(&mut cx)));
    mailbox.put(21);
    say!("poll: {}", shown(task.as_mut().poll(&mut cx)));

    let mailbox = Arc::new(Mailbox::default());
    let friend = Arc::clone(&mailbox);
    lab::thread::spawn("friend", move || friend.put(4))?;
    say!("block_on: ready, {}", block_on(reader(&mailbox)));
    Ok(())
}
// ANCHOR_END: by_hand
