//! Room is kept, nobody sleeps for ever, nothing is lost, and no waker is left behind.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch08_runtime::block_on;
use exercises::ch08_runtime::channel::{Receiver, Sender, channel};
use lab::probe::CountingWaker;

use super::re_entry::waker_that;

/// Sends, where there must be room.
fn put(sender: &Sender<u32>, value: u32) {
    let got = CountingWaker::new().poll(Box::pin(sender.send(value)).as_mut());
    assert!(got == Poll::Ready(Ok(())), "there was room for {value}, and sending it gave {got:?}");
}

/// Receives, without waiting.
fn take(receiver: &mut Receiver<u32>) -> Poll<Option<u32>> {
    CountingWaker::new().poll(Box::pin(receiver.recv()).as_mut())
}

#[test]
fn values_come_in_their_order() {
    check!(|| {
        let (sender, mut receiver) = channel(3);
        for value in 1..=3 {
            put(&sender, value);
        }
        for value in 1..=3 {
            let got = take(&mut receiver);
            assert!(got == Poll::Ready(Some(value)), "1, 2 and 3 were sent, and for {value} came {got:?}");
        }
        let got = take(&mut receiver);
        assert!(
            got.is_pending(),
            "the queue is empty and a sender is there, and the receiver got {got:?}: it waits"
        );
    });
}

#[test]
fn a_full_queue_lets_its_sender_wait() {
    check!(|| {
        let (sender, mut receiver) = channel(2);
        put(&sender, 1);
        put(&sender, 2);
        let waker = CountingWaker::new();
        let mut third = Box::pin(sender.send(3));
        let got = waker.poll(third.as_mut());
        assert!(
            got.is_pending(),
            "there is room for 2 values, 2 are waiting, and sending a third gave {got:?}: without a limit a fast sender fills the \
             memory"
        );
        assert!(waker.wakes() == 0, "no place is free, and the sender that waits for one was woken");
        let got = take(&mut receiver);
        assert!(got == Poll::Ready(Some(1)), "1 was sent first, and the receiver got {got:?}");
        assert!(
            waker.wakes() > 0,
            "a value was received, its place is free, and the sender that waits for a place was not woken: it sleeps for ever"
        );
        let got = waker.poll(third.as_mut());
        assert!(
            got == Poll::Ready(Ok(())),
            "a place came free, and the sender that waited for it got {got:?}"
        );
        for value in [2, 3] {
            let got = take(&mut receiver);
            assert!(got == Poll::Ready(Some(value)), "2 and 3 were waiting, and for {value} came {got:?}");
        }
    });
}

#[test]
fn a_value_wakes_the_receiver() {
    check!(|| {
        let (sender, mut receiver) = channel(1);
        let waker = CountingWaker::new();
        let mut next = Box::pin(receiver.recv());
        assert!(waker.poll(next.as_mut()).is_pending(), "nothing was sent, and the receiver got something");
        assert!(waker.wakes() == 0, "nothing was sent, and the receiver was woken");
        put(&sender, 7);
        assert!(
            waker.wakes() > 0,
            "a value was sent, and the receiver that waits for it was not woken: it sleeps for ever"
        );
        let got = waker.poll(next.as_mut());
        assert!(got == Poll::Ready(Some(7)), "7 was sent, and the receiver got {got:?}");
    });
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    check!(|| {
        let (sender, mut receiver) = channel(1);
        let (old, new) = (CountingWaker::new(), CountingWaker::new());
        let mut next = Box::pin(receiver.recv());
        let _ = old.poll(next.as_mut());
        let _ = new.poll(next.as_mut());
        put(&sender, 1);
        assert!(
            new.wakes() > 0,
            "the receiver was polled with one waker, then with another (it has moved to another task), and the value woke the \
             first: each poll replaces the waker"
        );
        drop(next);
        let mut second = Box::pin(sender.send(2));
        let (old, new) = (CountingWaker::new(), CountingWaker::new());
        let _ = old.poll(second.as_mut());
        let _ = new.poll(second.as_mut());
        let _ = take(&mut receiver);
        assert!(
            new.wakes() > 0,
            "a sender that waits was polled with one waker, then with another, and the free place woke the first: each poll \
             replaces the waker"
        );
        drop(second);
    });
}

#[test]
fn without_a_receiver_the_value_comes_back() {
    check!(|| {
        let (sender, receiver) = channel(1);
        put(&sender, 1);
        let waker = CountingWaker::new();
        let mut waiting = Box::pin(sender.send(2));
        assert!(waker.poll(waiting.as_mut()).is_pending(), "the queue was full, and a sender did not wait");
        drop(receiver);
        assert!(
            waker.wakes() > 0,
            "the receiver is gone, and the sender that waits for a place was not woken: no place will ever come free, so it \
             sleeps for ever"
        );
        let got = waker.poll(waiting.as_mut());
        assert!(
            got == Poll::Ready(Err(2)),
            "the receiver is gone, and a sender that waited with 2 got {got:?}"
        );
        let got = waker.poll(Box::pin(sender.send(3)).as_mut());
        assert!(
            got == Poll::Ready(Err(3)),
            "the receiver is gone, and sending 3 gave {got:?}: it comes back as an `Err`"
        );
        let (sender, receiver) = channel(1);
        drop(receiver);
        let got = waker.poll(Box::pin(sender.send(4)).as_mut());
        assert!(
            got == Poll::Ready(Err(4)),
            "the receiver is gone, the queue has room, and sending 4 gave {got:?}: nobody will ever receive it"
        );
    });
}

#[test]
fn without_senders_the_rest_comes_and_then_the_end() {
    check!(|| {
        let (sender, mut receiver) = channel(2);
        let other = sender.clone();
        put(&sender, 1);
        put(&other, 2);
        drop(sender);
        let got = take(&mut receiver);
        assert!(
            got == Poll::Ready(Some(1)),
            "1 and 2 were sent, one of two senders is gone, and the receiver got {got:?}"
        );
        drop(other);
        let got = take(&mut receiver);
        assert!(
            got == Poll::Ready(Some(2)),
            "2 was sent, then the last sender went, and the receiver got {got:?}: what was sent is received before the end"
        );
        let got = take(&mut receiver);
        assert!(
            got == Poll::Ready(None),
            "all senders are gone, all values received, and the receiver got {got:?}"
        );
    });
}

#[test]
fn the_last_sender_wakes_the_receiver() {
    check!(|| {
        let (sender, mut receiver) = channel::<u32>(1);
        let other = sender.clone();
        let waker = CountingWaker::new();
        let mut next = Box::pin(receiver.recv());
        let _ = waker.poll(next.as_mut());
        drop(sender);
        let got = waker.poll(next.as_mut());
        assert!(
            got.is_pending(),
            "one of two senders is gone, and the receiver got {got:?}: the other may still send"
        );
        let before = waker.wakes();
        drop(other);
        assert!(
            waker.wakes() > before,
            "the last sender is gone, and the receiver that waits was not woken: nobody else will ever wake it"
        );
        let got = waker.poll(next.as_mut());
        assert!(got == Poll::Ready(None), "the last sender is gone, and the receiver got {got:?}");
    });
}

#[test]
fn a_place_is_not_lost_with_the_sender_it_was_meant_for() {
    check!(|| {
        let (sender, mut receiver) = channel(1);
        put(&sender, 1);
        let (first_waker, second_waker) = (CountingWaker::new(), CountingWaker::new());
        let mut first = Box::pin(sender.send(2));
        let mut second = Box::pin(sender.send(3));
        let _ = first_waker.poll(first.as_mut());
        let _ = second_waker.poll(second.as_mut());
        let _ = take(&mut receiver);
        // Woken or not, it goes before it has looked: a timeout, a race.
        drop(first);
        assert!(
            second_waker.wakes() > 0,
            "two senders wait, a place came free, and the first was woken and dropped before it looked. The second sleeps beside a \
             free place: wake all, or pass it on when you are dropped"
        );
        let got = second_waker.poll(second.as_mut());
        assert!(got == Poll::Ready(Ok(())), "a place is free, and the sender that waits for it got {got:?}");
    });
}

#[test]
fn all_senders_that_wait_have_their_turn() {
    check!(|| {
        let (sender, mut receiver) = channel(1);
        put(&sender, 0);
        let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new()).collect();
        let mut line: Vec<_> = (1..=3).map(|value| Some(Box::pin(sender.send(value)))).collect();
        let mut seen = [0; 3];
        for (waiting, waker) in line.iter_mut().flatten().zip(&wakers) {
            let _ = waker.poll(waiting.as_mut());
        }
        let mut received = Vec::new();
        while let Poll::Ready(Some(value)) = take(&mut receiver) {
            received.push(value);
            // As an executor does: who was woken is polled, and nobody else.
            for (number, waiting) in line.iter_mut().enumerate() {
                if wakers[number].wakes() > seen[number] {
                    seen[number] = wakers[number].wakes();
                    if let Some(sending) = waiting
                        && wakers[number].poll(sending.as_mut()).is_ready()
                    {
                        *waiting = None;
                    }
                }
            }
        }
        received.sort_unstable();
        assert!(
            received == [0, 1, 2, 3],
            "three senders waited, with 1, 2 and 3. Values were received until none was left, whoever was woken was polled, and \
             {received:?} came: somebody was never woken. Does each that waits have a place of its own for its waker?"
        );
    });
}

#[test]
fn a_receiver_that_waits_leaves_nothing_behind() {
    check!(|| {
        let (sender, mut receiver) = channel::<u32>(1);
        let waker = CountingWaker::new();
        let mut next = Box::pin(receiver.recv());
        for _ in 0..3 {
            let _ = waker.poll(next.as_mut());
        }
        drop(next);
        assert!(
            waker.clones_alive() == 0,
            "a receiver that waited has given up, and {} of its wakers is kept: a value would wake a task that waits for \
             something else",
            waker.clones_alive()
        );
        put(&sender, 1);
    });
}

#[test]
fn a_sender_that_waits_leaves_nothing_behind() {
    check!(|| {
        let (sender, mut receiver) = channel(1);
        put(&sender, 1);
        let waker = CountingWaker::new();
        let mut waiting = Box::pin(sender.send(2));
        for _ in 0..3 {
            let _ = waker.poll(waiting.as_mut());
        }
        assert!(
            waker.clones_alive() <= 1,
            "one sender waits, was polled three times, and {} of its wakers are kept: each poll replaces the one before",
            waker.clones_alive()
        );
        drop(waiting);
        assert!(
            waker.clones_alive() == 0,
            "a sender that waited was dropped, and {} of its wakers is kept, and with it its task's memory",
            waker.clones_alive()
        );
        let got = take(&mut receiver);
        assert!(got == Poll::Ready(Some(1)), "1 was sent, and the receiver got {got:?}");
        let got = take(&mut receiver);
        assert!(got.is_pending(), "2 was given up before it was sent, and the receiver got {got:?}");
    });
}

#[test]
fn wakers_are_woken_when_the_lock_is_free() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A waker was woken that uses the channel at once, as one that polls a task on the spot does. The lock was still held, \
             and it waits for it for ever: collect the wakers, `drop(state)`, then wake"
                .into()
        });
        let (sender, mut receiver) = channel(1);
        // Each of these wakers asks for the lock: a clone counts itself.
        let (waker, wakes) = {
            let sender = sender.clone();
            waker_that(move || drop(sender.clone()))
        };
        let mut cx = Context::from_waker(&waker);
        let mut next = Box::pin(receiver.recv());
        let _ = next.as_mut().poll(&mut cx);
        put(&sender, 1);
        drop(next);
        let mut waiting = Box::pin(sender.send(2));
        let _ = waiting.as_mut().poll(&mut cx);
        let _ = take(&mut receiver);
        let _ = waiting.as_mut().poll(&mut cx);
        let mut waiting = Box::pin(sender.send(3));
        let _ = waiting.as_mut().poll(&mut cx);
        drop(receiver);
        assert!(
            wakes.load(SeqCst) >= 3,
            "a value, a free place, and the end of the receiver each had somebody to wake: only {} wakes came",
            wakes.load(SeqCst)
        );
        drop(waiting);

        // The last sender wakes the receiver, and this waker polls it on the spot.
        let (sender, receiver) = channel::<u32>(1);
        let next = Arc::new(Mutex::new(Box::pin(Box::leak(Box::new(receiver)).recv())));
        let (waker, wakes) = {
            let next = Arc::clone(&next);
            waker_that(move || {
                let _ = next.lock().unwrap().as_mut().poll(&mut Context::from_waker(Waker::noop()));
            })
        };
        let _ = next.lock().unwrap().as_mut().poll(&mut Context::from_waker(&waker));
        drop(sender);
        assert!(wakes.load(SeqCst) > 0, "the last sender is gone, and the receiver that waits was not woken");
    });
}

#[test]
fn many_threads_lose_nothing() {
    check!(|| {
        const EACH: u32 = 300;
        let received = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&received);
        crate::support::if_stuck(move || {
            format!(
                "Four threads send {EACH} values each through a queue with three places, and {} were received. Then somebody was \
                 not woken: is the look and the leaving of the waker one step, under one lock?",
                seen.load(SeqCst)
            )
        });
        let (sender, mut receiver) = channel(3);
        let together = Arc::new(Barrier::new(4));
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let (sender, together) = (sender.clone(), Arc::clone(&together));
                thread::spawn(move || {
                    block_on(async {
                        together.wait();
                        for n in 0..EACH {
                            sender.send((thread, n)).await.unwrap();
                        }
                    });
                })
            })
            .collect();
        drop(sender);
        let mut next = BTreeMap::new();
        block_on(async {
            while let Some((thread, n)) = receiver.recv().await {
                received.fetch_add(1, SeqCst);
                let expected = next.entry(thread).or_insert(0);
                assert!(n == *expected, "thread {thread} sent {expected} next, and {n} was received");
                *expected += 1;
            }
        });
        assert!(
            next.values().eq(&[EACH; 4]),
            "each of four threads sent {EACH} values, and so many of each were received: {next:?}"
        );
        for thread in threads {
            thread.join().unwrap();
        }
    });
}
