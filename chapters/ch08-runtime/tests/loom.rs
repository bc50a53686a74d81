//! Every order of the steps of two or three threads: nothing is lost, nobody sleeps for ever (loom calls that a
//! deadlock).
//!
//! ```console
//! $ RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --release -p ch08-runtime --test loom
//! ```
#![cfg(loom)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::pin::Pin;
use std::sync::Arc;

use ch06_waker::block_on;
use ch08_runtime::sync::{Closed, Mutex, Notify, Semaphore, SendError, mpsc, oneshot};
use lab::probe::CountingWaker;
use loom::model;
use loom::sync::atomic::{AtomicBool, Ordering::SeqCst};
use loom::thread;

/// One poll by somebody who then gives up.
fn poll_once<F: Future + Unpin>(mut future: F) {
    drop(CountingWaker::new().poll(Pin::new(&mut future)));
}

#[test]
fn oneshot_a_send_reaches_the_one_who_waits() {
    model(|| {
        let (sender, receiver) = oneshot::channel();
        let other = thread::spawn(move || sender.send(7).unwrap());
        assert_eq!(block_on(receiver), Ok(7));
        other.join().unwrap();
    });
}

#[test]
fn oneshot_a_dropped_sender_continues_the_one_who_waits() {
    model(|| {
        let (sender, receiver) = oneshot::channel::<u32>();
        let other = thread::spawn(move || drop(sender));
        assert_eq!(block_on(receiver), Err(Closed));
        other.join().unwrap();
    });
}

#[test]
fn oneshot_a_receiver_that_goes_leaves_the_value_in_one_place() {
    model(|| {
        let value = Arc::new(());
        let (sender, receiver) = oneshot::channel();
        let sent = Arc::clone(&value);
        let other = thread::spawn(move || sender.send(sent).is_ok());
        poll_once(receiver);
        other.join().unwrap();
        assert_eq!(Arc::strong_count(&value), 1);
    });
}

#[test]
fn oneshot_of_a_send_and_a_close_exactly_one_wins() {
    model(|| {
        let (sender, mut receiver) = oneshot::channel();
        let other = thread::spawn(move || sender.send(7).is_ok());
        receiver.close();
        let received = receiver.try_recv().is_ok();
        assert_eq!(other.join().unwrap(), received, "sent, and not received though the receiver is there");
    });
}

#[test]
fn semaphore_a_permit_reaches_the_one_who_waits() {
    model(|| {
        let semaphore = Arc::new(Semaphore::new(0));
        let adder = Arc::clone(&semaphore);
        let other = thread::spawn(move || adder.add_permits(1));
        drop(block_on(semaphore.acquire()));
        other.join().unwrap();
        assert_eq!(semaphore.available(), 1);
    });
}

#[test]
fn semaphore_one_who_gives_up_passes_the_permit_on() {
    model(|| {
        let semaphore = Arc::new(Semaphore::new(0));
        let (adder, quitter) = (Arc::clone(&semaphore), Arc::clone(&semaphore));
        let adding = thread::spawn(move || adder.add_permits(1));
        let quitting = thread::spawn(move || poll_once(quitter.acquire()));
        drop(block_on(semaphore.acquire()));
        adding.join().unwrap();
        quitting.join().unwrap();
        assert_eq!(semaphore.available(), 1);
    });
}

#[test]
fn mutex_two_threads_take_turns() {
    model(|| {
        let count = Arc::new(Mutex::new(0));
        let same = Arc::clone(&count);
        let add = |count: &Mutex<i32>| {
            block_on(async {
                let mut count = count.lock().await;
                let read = *count;
                thread::yield_now();
                *count = read + 1;
            });
        };
        let other = thread::spawn(move || add(&same));
        add(&count);
        other.join().unwrap();
        assert_eq!(*count.try_lock().unwrap(), 2);
    });
}

/// Looks for what is there, and waits for news as the docs of `Notify::notified` say: listen, look, wait.
fn wait_until(there: &AtomicBool, changed: &Notify) {
    block_on(async {
        loop {
            let notified = changed.notified();
            if there.load(SeqCst) {
                break;
            }
            notified.await;
        }
    });
}

#[test]
fn notify_one_is_not_missed_between_the_look_and_the_wait() {
    model(|| {
        let shared = Arc::new((AtomicBool::new(false), Notify::new()));
        let same = Arc::clone(&shared);
        let other = thread::spawn(move || {
            same.0.store(true, SeqCst);
            same.1.notify_one();
        });
        wait_until(&shared.0, &shared.1);
        other.join().unwrap();
    });
}

#[test]
fn notify_all_is_not_missed_between_the_look_and_the_wait() {
    model(|| {
        let shared = Arc::new((AtomicBool::new(false), Notify::new()));
        let same = Arc::clone(&shared);
        let other = thread::spawn(move || {
            same.0.store(true, SeqCst);
            same.1.notify_all();
        });
        wait_until(&shared.0, &shared.1);
        other.join().unwrap();
    });
}

#[test]
fn notify_one_who_gives_up_passes_it_on() {
    model(|| {
        let notify = Arc::new(Notify::new());
        let (caller, quitter) = (Arc::clone(&notify), Arc::clone(&notify));
        let calling = thread::spawn(move || caller.notify_one());
        let quitting = thread::spawn(move || {
            let mut notified = quitter.notified();
            if CountingWaker::new().poll(Pin::new(&mut notified)).is_ready() {
                quitter.notify_one(); // it came at once, so dropping would not pass it on
            }
        });
        block_on(notify.notified());
        calling.join().unwrap();
        quitting.join().unwrap();
    });
}

#[test]
fn mpsc_a_sender_without_a_place_and_a_receiver_without_a_value_wake_one_another() {
    model(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        let other = thread::spawn(move || {
            block_on(async {
                sender.send(1).await.unwrap();
                sender.send(2).await.unwrap();
            });
        });
        block_on(async {
            assert_eq!(receiver.recv().await, Some(1));
            assert_eq!(receiver.recv().await, Some(2));
            assert_eq!(receiver.recv().await, None);
        });
        other.join().unwrap();
    });
}

#[test]
fn mpsc_of_a_send_and_a_close_exactly_one_wins() {
    model(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        let other = thread::spawn(move || block_on(sender.send(7)));
        receiver.close();
        match block_on(receiver.recv()) {
            Some(7) => assert_eq!(other.join().unwrap(), Ok(())),
            _ => assert_eq!(other.join().unwrap(), Err(SendError(7))),
        }
    });
}

#[test]
fn mpsc_a_sender_in_line_is_continued_when_the_receiver_goes() {
    model(|| {
        let (sender, receiver) = mpsc::channel(1);
        sender.try_send(1).unwrap();
        let other = thread::spawn(move || block_on(sender.send(2)));
        drop(receiver);
        assert_eq!(other.join().unwrap(), Err(SendError(2)));
    });
}
