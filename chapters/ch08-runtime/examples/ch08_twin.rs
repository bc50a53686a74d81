//! What `twin.py` does, in Rust: a group, a timeout, a thread, a semaphore, a full queue.
//!
//! ```console
//! $ cargo run -p ch08-runtime --example ch08_twin
//! $ python3 chapters/ch08-runtime/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::error::Error;
use std::future::pending;
use std::sync::mpsc as std_mpsc;
use std::time::Duration;

use ch08_runtime::sync::{Semaphore, mpsc};
use ch08_runtime::{JoinSet, block_on, join, join_all, spawn_blocking, timeout, yield_now};
use lab::say;

// ANCHOR: group
/// Says when it is dropped: at the end of its scope, or wherever its future stands when that is cancelled.
struct LetsGo(&'static str);

impl Drop for LetsGo {
    fn drop(&mut self) {
        say!("{}: lets go", self.0);
    }
}

async fn holds(name: &'static str) -> Result<(), &'static str> {
    say!("{name}: holds something, and waits for ever");
    let _held = LetsGo(name);
    pending().await
}

async fn fails() -> Result<(), &'static str> {
    yield_now().await;
    say!("b: fails");
    Err("no number")
}

async fn group() {
    let mut tasks = JoinSet::new();
    tasks.spawn(holds("a"));
    tasks.spawn(fails());
    if let Err(failed) = tasks.try_join_all().await {
        say!("group: {failed}");
    }
}

async fn limit() {
    if timeout(Duration::from_millis(10), holds("c")).await.is_err() {
        say!("c: took too long");
    }
}
// ANCHOR_END: group

async fn thread() -> Result<(), Box<dyn Error>> {
    let (bell, heard) = std_mpsc::channel();
    let blocked = spawn_blocking(move || heard.recv());
    for tick in 1..=3 {
        say!("loop: tick {tick}, while a thread blocks");
        yield_now().await;
    }
    bell.send(())?;
    blocked.await??;
    say!("loop: the thread has heard the bell");
    Ok(())
}

// ANCHOR: queue
async fn worker(number: u32, room: &Semaphore) {
    let _permit = room.acquire().await;
    say!("worker {number}: in");
    yield_now().await;
    say!("worker {number}: out");
}

async fn semaphore() {
    let room = Semaphore::new(2);
    join_all((1..=4).map(|number| worker(number, &room))).await;
}

async fn send(queue: mpsc::Sender<char>) {
    for letter in ['x', 'y', 'z'] {
        // Waits while the queue is full: whoever is too fast is slowed down.
        if queue.send(letter).await.is_err() {
            return; // nobody receives any more
        }
        say!("sent {letter}");
    }
}

/// Ends when the sender is gone; Python's queue must be told.
async fn receive(mut queue: mpsc::Receiver<char>) {
    while let Some(letter) = queue.recv().await {
        say!("received {letter}");
    }
}

async fn backpressure() {
    let (sender, receiver) = mpsc::channel(1);
    join(send(sender), receive(receiver)).await;
}
// ANCHOR_END: queue

fn main() -> Result<(), Box<dyn Error>> {
    block_on(async {
        group().await;
        limit().await;
        thread().await?;
        semaphore().await;
        backpressure().await;
        Ok(())
    })
}
