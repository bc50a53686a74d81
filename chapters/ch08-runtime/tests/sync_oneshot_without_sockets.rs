//! One value, once: it arrives, or comes back, or is dropped; and whoever waits is woken once.
#![allow(clippy::unwrap_used, missing_docs)]

mod sync_support;

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::task::Poll;
use std::thread;

use ch06_waker::block_on;
use ch08_runtime::sync::{Closed, TryRecvError, oneshot};
use lab::probe::CountingWaker;
use sync_support::{Happened, foreign_waker, poll_with, without_deadlock};

#[test]
fn a_value_takes_two_polls_and_one_wake() {
    let waker = CountingWaker::new();
    let (sender, mut receiver) = oneshot::channel();
    assert!(waker.poll(Pin::new(&mut receiver)).is_pending());
    assert_eq!((waker.wakes(), waker.clones_alive()), (0, 1));
    assert_eq!(sender.send(7), Ok(()));
    assert_eq!(waker.wakes(), 1);
    assert_eq!(waker.poll(Pin::new(&mut receiver)), Poll::Ready(Ok(7)));
    assert_eq!((waker.polls(), waker.wakes(), waker.clones_alive()), (2, 1, 0));
}

#[test]
fn a_value_sent_before_the_first_poll_needs_no_wake() {
    let waker = CountingWaker::new();
    let (sender, mut receiver) = oneshot::channel();
    assert_eq!(sender.send(7), Ok(()));
    assert_eq!(waker.poll(Pin::new(&mut receiver)), Poll::Ready(Ok(7)));
    assert_eq!((waker.wakes(), waker.clones_alive()), (0, 0));
}

#[test]
fn a_dropped_sender_wakes_the_receiver_once() {
    let waker = CountingWaker::new();
    let (sender, mut receiver) = oneshot::channel::<u32>();
    assert!(waker.poll(Pin::new(&mut receiver)).is_pending());
    drop(sender);
    assert_eq!(waker.wakes(), 1);
    assert_eq!(waker.poll(Pin::new(&mut receiver)), Poll::Ready(Err(Closed)));
    assert_eq!(waker.clones_alive(), 0);
}

#[test]
fn a_value_comes_back_from_a_dropped_receiver() {
    let (sender, receiver) = oneshot::channel();
    assert!(!sender.is_closed());
    drop(receiver);
    assert!(sender.is_closed());
    assert_eq!(sender.send("mine"), Err("mine"));
}

#[test]
fn after_close_a_send_fails_and_what_was_sent_before_can_be_taken() {
    let waker = CountingWaker::new();
    let (sender, mut receiver) = oneshot::channel();
    assert!(waker.poll(Pin::new(&mut receiver)).is_pending());
    receiver.close();
    assert_eq!(waker.clones_alive(), 0, "a closed receiver is woken by nobody");
    assert!(sender.is_closed());
    assert_eq!(sender.send(1), Err(1));
    assert_eq!(block_on(receiver), Err(Closed));

    let (sender, mut receiver) = oneshot::channel();
    assert_eq!(sender.send(2), Ok(()));
    receiver.close();
    assert_eq!(block_on(receiver), Ok(2));
}

#[test]
fn try_recv_tells_not_yet_from_never() {
    let (sender, mut receiver) = oneshot::channel();
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(sender.send(3), Ok(()));
    assert_eq!(receiver.try_recv(), Ok(3));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    assert_eq!(block_on(receiver), Err(Closed), "awaited after it was taken: an error, no panic, no hang");
}

#[test]
fn only_the_waker_of_the_last_poll_is_woken() {
    let (stale, fresh) = (CountingWaker::new(), CountingWaker::new());
    let (sender, mut receiver) = oneshot::channel();
    assert!(stale.poll(Pin::new(&mut receiver)).is_pending());
    assert!(fresh.poll(Pin::new(&mut receiver)).is_pending());
    assert_eq!(stale.clones_alive(), 0, "the task that polled before is kept alive for nothing");
    assert_eq!(sender.send(7), Ok(()));
    assert_eq!((stale.wakes(), fresh.wakes()), (0, 1));
}

/// What one end does, in one order of events.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Do {
    Poll,
    Send,
    DropSender,
    Close,
    DropReceiver,
}

#[test]
fn in_every_order_of_events_the_value_ends_once_and_no_waker_is_left() {
    let all = [Do::Poll, Do::Send, Do::DropSender, Do::Close, Do::DropReceiver];
    // All sequences of four, with what is not possible any more left out.
    for number in 0..all.len().pow(4) {
        let order: Vec<Do> = (0..4).map(|place| all[number / all.len().pow(place) % all.len()]).collect();
        let waker = CountingWaker::new();
        let value = Arc::new(());
        let (sender, receiver) = oneshot::channel();
        let (mut sender, mut receiver) = (Some(sender), Some(receiver));
        let (mut waiting, mut taken, mut back) = (false, false, false);
        for step in &order {
            match step {
                Do::Poll => {
                    if let Some(receiver) = &mut receiver {
                        let polled = waker.poll(Pin::new(receiver));
                        waiting = polled.is_pending();
                        taken |= matches!(polled, Poll::Ready(Ok(_)));
                    }
                }
                Do::Send => {
                    if let Some(sender) = sender.take() {
                        let before = waker.wakes();
                        back = sender.send(Arc::clone(&value)).is_err();
                        let due = u64::from(waiting && receiver.is_some());
                        assert_eq!(waker.wakes() - before, due, "{order:?}");
                    }
                }
                Do::DropSender => {
                    if sender.is_some() {
                        let before = waker.wakes();
                        drop(sender.take());
                        let due = u64::from(waiting && receiver.is_some());
                        assert_eq!(waker.wakes() - before, due, "{order:?}");
                    }
                }
                Do::Close => {
                    waiting = false;
                    if let Some(receiver) = &mut receiver {
                        receiver.close();
                    }
                }
                Do::DropReceiver => drop(receiver.take()),
            }
        }
        assert!(!(taken && back), "{order:?}: the value is in two places");
        drop((sender, receiver));
        assert_eq!(Arc::strong_count(&value), 1, "{order:?}: the value lives on");
        assert_eq!(waker.clones_alive(), 0, "{order:?}: a waker lives on");
    }
}

#[test]
fn i5_a_waker_may_use_the_channel_when_it_is_woken_and_when_it_is_dropped() {
    without_deadlock("oneshot: woken", || {
        let (sender, receiver) = oneshot::channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let got = Arc::new(Mutex::new(None));
        let waker = foreign_waker({
            let (receiver, got) = (Arc::clone(&receiver), Arc::clone(&got));
            move |happened| {
                if happened == Happened::Woken {
                    *got.lock().unwrap() = Some(receiver.lock().unwrap().try_recv());
                }
            }
        });
        assert!(poll_with(&mut *receiver.lock().unwrap(), &waker).is_pending());
        assert_eq!(sender.send(7), Ok(()));
        assert_eq!(*got.lock().unwrap(), Some(Ok(7)), "received inside of the wake");
    });
    without_deadlock("oneshot: dropped", || {
        // Displaced by another, closed, dropped with the receiver, and dropped unwoken on a value that is there.
        for ending in 0..4 {
            let (sender, mut receiver) = oneshot::channel();
            let sender = Arc::new(Mutex::new(Some(sender)));
            let asked = Arc::new(AtomicUsize::new(0));
            let waker = foreign_waker({
                let (sender, asked) = (Arc::clone(&sender), Arc::clone(&asked));
                move |_| {
                    if let Some(sender) = sender.try_lock().unwrap().as_ref() {
                        sender.is_closed();
                    }
                    asked.fetch_add(1, SeqCst);
                }
            });
            if ending == 3 {
                let taken = sender.lock().unwrap().take();
                assert_eq!(taken.unwrap().send(1), Ok(()));
                assert_eq!(poll_with(&mut receiver, &waker), Poll::Ready(Ok(1)));
                drop(waker);
            } else {
                assert!(poll_with(&mut receiver, &waker).is_pending());
                drop(waker); // the channel has the last one now
                match ending {
                    0 => assert!(poll_with(&mut receiver, CountingWaker::new().waker()).is_pending()),
                    1 => receiver.close(),
                    _ => drop(receiver),
                }
            }
            assert_eq!(asked.load(SeqCst), 1, "ending {ending}: the waker was not dropped");
        }
    });
}

#[test]
fn eight_threads_lose_nothing_and_double_nothing() {
    const ROUNDS: usize = if cfg!(miri) { 10 } else { 2_000 };
    let start = Arc::new(Barrier::new(8));
    let (received, returned, dropped) = (counter(), counter(), counter());
    let (mut senders, mut receivers) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let (ends, other_ends): (Vec<_>, Vec<_>) = (0..ROUNDS).map(|_| oneshot::channel::<Arc<()>>()).unzip();
        senders.push(ends);
        receivers.push(other_ends);
    }
    let value = Arc::new(());
    let mut threads = Vec::new();
    for ends in senders {
        let (start, returned, dropped, value) =
            (Arc::clone(&start), Arc::clone(&returned), Arc::clone(&dropped), Arc::clone(&value));
        threads.push(thread::spawn(move || {
            start.wait();
            for (round, sender) in ends.into_iter().enumerate() {
                if round % 5 == 0 {
                    drop(sender);
                    dropped.fetch_add(1, SeqCst);
                } else if sender.send(Arc::clone(&value)).is_err() {
                    returned.fetch_add(1, SeqCst);
                }
            }
        }));
    }
    for ends in receivers {
        let (start, received) = (Arc::clone(&start), Arc::clone(&received));
        threads.push(thread::spawn(move || {
            start.wait();
            for (round, mut receiver) in ends.into_iter().enumerate() {
                if round % 3 == 0 {
                    // Polled or not, then dropped, perhaps while the other side sends.
                    let waker = CountingWaker::new();
                    if round % 2 == 0 && waker.poll(Pin::new(&mut receiver)).is_pending() {
                        drop(receiver);
                        // Either the send took the waker, and woke it once, or the drop did, and nobody is woken.
                        assert!(waker.wakes() <= 1);
                    }
                } else {
                    match block_on(receiver) {
                        Ok(_) => assert!(round % 5 != 0),
                        Err(Closed) => assert!(round % 5 == 0),
                    }
                    received.fetch_add(1, SeqCst);
                }
            }
        }));
    }
    lab::probe::within(
        sync_support::PATIENCE,
        "oneshot on 8 threads",
        || "a wake was lost?".to_owned(),
        || {
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        },
    );
    assert_eq!(dropped.load(SeqCst), 4 * ROUNDS.div_ceil(5));
    assert_eq!(received.load(SeqCst), 4 * (ROUNDS - ROUNDS.div_ceil(3)));
    assert!(returned.load(SeqCst) <= 4 * ROUNDS.div_ceil(3), "a value came back though its receiver waited");
    assert_eq!(Arc::strong_count(&value), 1, "a value was leaked");
}

fn counter() -> Arc<AtomicUsize> {
    Arc::new(AtomicUsize::new(0))
}
