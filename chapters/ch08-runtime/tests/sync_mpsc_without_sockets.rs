//! No value is lost, none is doubled, the order holds, and whoever waits is woken once.
#![allow(clippy::unwrap_used, missing_docs)]

mod sync_support;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::panic::catch_unwind;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::task::Poll;
use std::thread;

use ch06_waker::{block_on, yield_now};
use ch08_runtime::race::race;
use ch08_runtime::select::{Either, select};
use ch08_runtime::sync::mpsc::{self, Sender};
use ch08_runtime::sync::{Closed, SendError, TryRecvError, TrySendError};
use lab::probe::CountingWaker;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::test_runner::Config;
use sync_support::{PATIENCE, foreign_waker, poll_with, without_deadlock};

#[test]
fn the_sender_waits_when_the_queue_is_full_and_each_wait_is_one_wake() {
    let (sender, mut receiver) = mpsc::channel(2);
    let waker = CountingWaker::new();
    for number in 0..2 {
        let mut send = Box::pin(sender.send(number));
        assert_eq!(waker.poll(send.as_mut()), Poll::Ready(Ok(())));
    }
    let mut send = Box::pin(sender.send(2));
    assert!(waker.poll(send.as_mut()).is_pending());
    assert_eq!((waker.wakes(), waker.clones_alive()), (0, 1));
    assert_eq!(sender.try_send(9), Err(TrySendError::Full(9)));
    assert_eq!(receiver.try_recv(), Ok(0));
    assert_eq!(waker.wakes(), 1);
    assert_eq!(sender.try_send(9), Err(TrySendError::Full(9)), "overtook one who was woken");
    assert_eq!(waker.poll(send.as_mut()), Poll::Ready(Ok(())));
    assert_eq!((waker.wakes(), waker.clones_alive()), (1, 0));
    drop(send);
    drop(sender);
    assert_eq!([receiver.try_recv(), receiver.try_recv()], [Ok(1), Ok(2)]);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn the_receiver_takes_two_polls_and_one_wake() {
    let (sender, mut receiver) = mpsc::channel(2);
    let waker = CountingWaker::new();
    let mut recv = receiver.recv();
    assert!(waker.poll(Pin::new(&mut recv)).is_pending());
    assert_eq!(sender.try_send(1), Ok(()));
    assert_eq!(sender.try_send(2), Ok(()));
    assert_eq!(waker.wakes(), 1, "the second value found nobody asleep");
    assert_eq!(waker.poll(Pin::new(&mut recv)), Poll::Ready(Some(1)));
    assert_eq!((waker.polls(), waker.clones_alive()), (2, 0));
}

#[test]
fn blocked_senders_are_served_first_come_first_served() {
    let (sender, mut receiver) = mpsc::channel(1);
    assert_eq!(sender.try_send(0), Ok(()));
    let wakers: Vec<_> = (0..4).map(|_| CountingWaker::new()).collect();
    let mut sends: Vec<_> = (1..=4).map(|number| Box::pin(sender.send(number))).collect();
    for (send, waker) in sends.iter_mut().zip(&wakers) {
        assert!(waker.poll(send.as_mut()).is_pending());
    }
    for number in 0..4 {
        assert_eq!(receiver.try_recv(), Ok(number));
        let wakes: Vec<u64> = wakers.iter().map(CountingWaker::wakes).collect();
        assert_eq!(wakes, (0..4).map(|place| u64::from(place <= number)).collect::<Vec<_>>());
        assert_eq!(wakers[number].poll(sends[number].as_mut()), Poll::Ready(Ok(())));
    }
    assert_eq!(receiver.try_recv(), Ok(4));
}

#[test]
fn a_blocked_sender_that_is_dropped_passes_its_place_on() {
    let (sender, mut receiver) = mpsc::channel(1);
    assert_eq!(sender.try_send(0), Ok(()));
    let (first_waker, second_waker) = (CountingWaker::new(), CountingWaker::new());
    let (mut first, mut second) = (Box::pin(sender.send(1)), Box::pin(sender.send(2)));
    assert!(first_waker.poll(first.as_mut()).is_pending());
    assert!(second_waker.poll(second.as_mut()).is_pending());
    assert_eq!(receiver.try_recv(), Ok(0));
    assert_eq!((first_waker.wakes(), second_waker.wakes()), (1, 0));
    drop(first); // woken, and dropped before its poll
    assert_eq!(second_waker.wakes(), 1, "the second sleeps beside a free place");
    assert_eq!(second_waker.poll(second.as_mut()), Poll::Ready(Ok(())));
    assert_eq!(receiver.try_recv(), Ok(2), "the value of a dropped `send` was not sent");
}

#[test]
fn a_place_that_was_reserved_and_not_used_is_free_again() {
    let (sender, mut receiver) = mpsc::channel(1);
    let permit = block_on(sender.reserve()).unwrap();
    assert_eq!(sender.try_send(1), Err(TrySendError::Full(1)));
    drop(permit);
    assert_eq!(sender.try_send(2), Ok(()));
    assert_eq!(receiver.try_recv(), Ok(2));
}

#[test]
fn a_recv_that_loses_a_race_loses_no_value() {
    let got = lab::probe::within(
        PATIENCE,
        "recv in races",
        || "a wake was lost?".to_owned(),
        || {
            let (sender, mut receiver) = mpsc::channel(10);
            let receive = async {
                let mut got = Vec::new();
                loop {
                    // Given up after one more turn, again and again.
                    match select(receiver.recv(), yield_now()).await {
                        Either::Left(Some(number)) => got.push(number),
                        Either::Left(None) => return got,
                        Either::Right(()) => {}
                    }
                }
            };
            let send = async {
                for number in 0..100 {
                    sender.send(number).await.unwrap();
                    yield_now().await;
                }
                drop(sender);
            };
            block_on(ch06_waker::join(receive, send)).0
        },
    );
    assert_eq!(got, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_recv_that_was_woken_and_dropped_leaves_the_value_to_the_next() {
    let (sender, mut receiver) = mpsc::channel(1);
    let waker = CountingWaker::new();
    let mut recv = receiver.recv();
    assert!(waker.poll(Pin::new(&mut recv)).is_pending());
    assert_eq!(sender.try_send(1), Ok(()));
    drop(recv);
    assert_eq!(waker.poll(Pin::new(&mut receiver.recv())), Poll::Ready(Some(1)));
    // And one that waits for nothing leaves no waker behind.
    assert!(waker.poll(Pin::new(&mut receiver.recv())).is_pending());
    assert_eq!(waker.clones_alive(), 0);
}

#[test]
fn only_the_waker_of_the_last_poll_is_woken() {
    let (sender, mut receiver) = mpsc::channel(1);
    let (stale, fresh) = (CountingWaker::new(), CountingWaker::new());
    let mut recv = receiver.recv();
    assert!(stale.poll(Pin::new(&mut recv)).is_pending());
    assert!(fresh.poll(Pin::new(&mut recv)).is_pending());
    assert_eq!((stale.clones_alive(), fresh.clones_alive()), (0, 1));
    assert_eq!(sender.try_send(1), Ok(()));
    assert_eq!((stale.wakes(), fresh.wakes()), (0, 1));
}

#[test]
fn the_last_sender_wakes_the_receiver_and_no_other_does() {
    let (sender, mut receiver) = mpsc::channel::<u32>(1);
    let waker = CountingWaker::new();
    let mut recv = receiver.recv();
    assert!(waker.poll(Pin::new(&mut recv)).is_pending());
    let other = sender.clone();
    drop(sender);
    assert_eq!(waker.wakes(), 0);
    drop(other);
    assert_eq!(waker.wakes(), 1);
    assert_eq!(waker.poll(Pin::new(&mut recv)), Poll::Ready(None));
    assert_eq!(waker.poll(Pin::new(&mut recv)), Poll::Ready(None));
}

#[test]
fn whoever_waits_to_send_gets_its_value_back_when_the_receiver_goes() {
    for closed_only in [true, false] {
        let (sender, mut receiver) = mpsc::channel(1);
        assert!(!sender.is_closed());
        assert_eq!(sender.try_send(0), Ok(()));
        let wakers: Vec<_> = (0..3).map(|_| CountingWaker::new()).collect();
        let mut sends: Vec<_> = (1..=3).map(|number| Box::pin(sender.send(number))).collect();
        for (send, waker) in sends.iter_mut().zip(&wakers) {
            assert!(waker.poll(send.as_mut()).is_pending());
        }
        if closed_only {
            receiver.close();
            receiver.close(); // twice is once
            assert_eq!(receiver.try_recv(), Ok(0), "what was sent before can be received");
            assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
            assert_eq!(block_on(receiver.recv()), None);
        } else {
            drop(receiver);
        }
        for (number, (send, waker)) in sends.iter_mut().zip(&wakers).enumerate() {
            assert_eq!(waker.wakes(), 1);
            assert_eq!(waker.poll(send.as_mut()), Poll::Ready(Err(SendError(number + 1))));
            assert_eq!(waker.clones_alive(), 0);
        }
        assert!(sender.is_closed());
        assert_eq!(sender.try_send(9), Err(TrySendError::Closed(9)));
        assert_eq!(block_on(sender.send(9)), Err(SendError(9)));
        assert!(matches!(block_on(sender.reserve()), Err(Closed)));
    }
}

#[test]
fn a_value_comes_back_from_a_place_whose_queue_was_closed_meanwhile() {
    let (sender, mut receiver) = mpsc::channel(1);
    let permit = block_on(sender.reserve()).unwrap();
    receiver.close();
    assert_eq!(permit.send("mine"), Err(SendError("mine")));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn capacity_0_is_refused_with_the_reason() {
    let panic = catch_unwind(|| mpsc::channel::<()>(0)).unwrap_err();
    let text = panic.downcast_ref::<&str>().unwrap();
    assert!(text.contains("room for one value at least"), "{text}");
}

#[test]
fn values_that_nobody_receives_are_dropped_once() {
    let value = Arc::new(());
    let (sender, mut receiver) = mpsc::channel(4);
    for _ in 0..4 {
        assert!(sender.try_send(Arc::clone(&value)).is_ok());
    }
    let mut blocked = Box::pin(sender.send(Arc::clone(&value)));
    assert!(CountingWaker::new().poll(blocked.as_mut()).is_pending());
    drop(receiver.try_recv());
    assert_eq!(Arc::strong_count(&value), 5);
    drop(receiver);
    assert_eq!(Arc::strong_count(&value), 2);
    drop(blocked);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn i5_a_waker_may_use_the_channel_when_it_is_woken_and_when_it_is_dropped() {
    // A value came; displaced by another; the `recv` was dropped.
    for ending in 0..3 {
        without_deadlock("mpsc: the receiver's waker", move || {
            let (sender, mut receiver) = mpsc::channel(4);
            let happened = Arc::new(AtomicUsize::new(0));
            let waker = foreign_waker({
                let (sender, happened) = (sender.clone(), Arc::clone(&happened));
                move |_| {
                    assert_eq!(sender.try_send(7), Ok(()));
                    happened.fetch_add(1, SeqCst);
                }
            });
            let mut recv = receiver.recv();
            assert!(poll_with(&mut recv, &waker).is_pending());
            drop(waker); // the channel has the last one now
            match ending {
                0 => assert_eq!(sender.try_send(1), Ok(())),
                1 => assert!(poll_with(&mut recv, CountingWaker::new().waker()).is_pending()),
                _ => drop(recv),
            }
            assert_eq!(happened.load(SeqCst), if ending == 0 { 2 } else { 1 }, "ending {ending}");
        });
    }
    without_deadlock("mpsc: the last sender goes", || {
        let (sender, receiver) = mpsc::channel::<u32>(1);
        let receiver = Arc::new(Mutex::new(receiver));
        let got = Arc::new(Mutex::new(None));
        let waker = foreign_waker({
            let (receiver, got) = (Arc::clone(&receiver), Arc::clone(&got));
            move |_| *got.lock().unwrap() = Some(receiver.lock().unwrap().try_recv())
        });
        {
            let mut receiver = receiver.lock().unwrap();
            let mut recv = receiver.recv();
            assert!(poll_with(&mut recv, &waker).is_pending());
            std::mem::forget(recv); // so that its waker stays
        }
        drop(sender);
        assert_eq!(*got.lock().unwrap(), Some(Err(TryRecvError::Closed)));
    });
    // A place is free; the receiver closes; it is dropped.
    for ending in 0..3 {
        without_deadlock("mpsc: a sender's waker", move || {
            let (sender, mut receiver) = mpsc::channel(1);
            assert_eq!(sender.try_send(0), Ok(()));
            let happened = Arc::new(AtomicUsize::new(0));
            let waker = foreign_waker({
                let (sender, happened) = (sender.clone(), Arc::clone(&happened));
                move |_| {
                    let _ = sender.try_send(7);
                    happened.fetch_add(1, SeqCst);
                }
            });
            let mut send = Box::pin(sender.send(1));
            assert!(poll_with(&mut send, &waker).is_pending());
            drop(waker);
            match ending {
                0 => assert_eq!(receiver.try_recv(), Ok(0)),
                1 => receiver.close(),
                _ => drop(receiver),
            }
            assert_eq!(happened.load(SeqCst), 2, "ending {ending}");
        });
    }
}

/// A value that uses the channel it lies in when it is dropped.
struct UsesItsChannel(Sender<UsesItsChannel>, Arc<AtomicUsize>);

impl Drop for UsesItsChannel {
    fn drop(&mut self) {
        drop(self.0.clone());
        self.1.fetch_add(1, SeqCst);
    }
}

#[test]
fn i5_a_value_may_use_its_channel_in_its_drop() {
    without_deadlock("mpsc: values that use their channel", || {
        let drops = Arc::new(AtomicUsize::new(0));
        let (sender, receiver) = mpsc::channel(4);
        for _ in 0..3 {
            assert!(sender.try_send(UsesItsChannel(sender.clone(), Arc::clone(&drops))).is_ok());
        }
        drop(receiver);
        assert_eq!(drops.load(SeqCst), 3);
        assert!(sender.try_send(UsesItsChannel(sender.clone(), Arc::clone(&drops))).is_err());
        assert_eq!(drops.load(SeqCst), 4);
    });
}

#[test]
fn eight_threads_lose_nothing_double_nothing_and_keep_each_senders_order() {
    const EACH: usize = if cfg!(miri) { 20 } else { 3_000 };
    let (sender, mut receiver) = mpsc::channel(3);
    let start = Arc::new(Barrier::new(8));
    let mut threads: Vec<_> = (0..7)
        .map(|thread| {
            let (sender, start) = (sender.clone(), Arc::clone(&start));
            thread::spawn(move || {
                start.wait();
                block_on(async {
                    for number in 0..EACH {
                        // At times first a place in line that is given up again, at whatever point it has come to.
                        if number % 3 == 0 {
                            let once = async {
                                yield_now().await;
                                None
                            };
                            let reserve = async { sender.reserve().await.ok() };
                            drop(race(reserve, once).await);
                        }
                        sender.send((thread, number)).await.unwrap();
                    }
                });
            })
        })
        .collect();
    drop(sender);
    threads.push(thread::spawn(move || {
        start.wait();
        block_on(async {
            let mut next = [0; 7];
            while let Some((thread, number)) = receiver.recv().await {
                assert_eq!(number, next[thread], "of sender {thread}");
                next[thread] += 1;
            }
            assert_eq!(next, [EACH; 7]);
        });
    }));
    lab::probe::within(
        PATIENCE,
        "mpsc on 8 threads",
        || "a place or a wake was lost?".to_owned(),
        || {
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        },
    );
}

/// One step of a random history.
#[derive(Clone, Debug)]
enum Step {
    /// A new `send` takes its first poll.
    Send,
    /// A `send` that waits is polled again.
    Poll {
        who: usize,
    },
    /// A `send` that waits is dropped.
    Drop {
        who: usize,
    },
    TrySend,
    /// A `recv` is polled once and dropped.
    Recv,
    TryRecv,
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => Just(Step::Send),
        12 => any::<usize>().prop_map(|who| Step::Poll { who }),
        6 => any::<usize>().prop_map(|who| Step::Drop { who }),
        6 => Just(Step::TrySend),
        10 => Just(Step::Recv),
        4 => Just(Step::TryRecv),
        1 => Just(Step::Close),
    ]
}

/// What a channel is, said in the simplest words. A `send` has the number of its value.
struct Model {
    free: usize,
    line: VecDeque<usize>,
    called: BTreeSet<usize>,
    values: VecDeque<usize>,
    closed: bool,
    /// By number: how often it should have been woken.
    wakes: Vec<u64>,
}

impl Model {
    fn place(&mut self) {
        match self.line.pop_front() {
            Some(first) => self.call(first),
            None => self.free += 1,
        }
    }
    fn call(&mut self, first: usize) {
        self.called.insert(first);
        self.wakes[first] += 1;
    }
    fn received(&mut self) -> Option<usize> {
        let value = self.values.pop_front()?;
        if !self.closed {
            self.place();
        }
        Some(value)
    }
}

/// A value that counts itself out.
#[derive(Debug)]
struct Value(usize, Rc<RefCell<Vec<usize>>>);

impl Drop for Value {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

/// A `send` under way.
type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError<Value>>> + 'a>>;

proptest! {
    #![proptest_config(Config {
        cases: if cfg!(miri) { 4 } else { 256 },
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn every_history_is_the_models(
        capacity in 1..4_usize,
        steps in proptest::collection::vec(step(), 1..if cfg!(miri) { 30 } else { 200 }),
    ) {
        let gone = Rc::new(RefCell::new(Vec::new()));
        let (sender, mut receiver) = mpsc::channel(capacity);
        let mut model = Model {
            free: capacity,
            line: VecDeque::new(),
            called: BTreeSet::new(),
            values: VecDeque::new(),
            closed: false,
            wakes: Vec::new(),
        };
        let mut sends: Vec<(Option<Sending<'_>>, CountingWaker)> = Vec::new();
        for step in steps {
            match step {
                Step::Send => {
                    let number = sends.len();
                    let mut send: Sending<'_> = Box::pin(sender.send(Value(number, Rc::clone(&gone))));
                    let waker = CountingWaker::new();
                    let polled = waker.poll(send.as_mut());
                    let waits = polled.is_pending();
                    model.wakes.push(0);
                    match polled {
                        Poll::Ready(Ok(())) => {
                            assert!(model.free > 0 && !model.closed);
                            model.free -= 1;
                            model.values.push_back(number);
                        }
                        Poll::Ready(Err(SendError(value))) => {
                            assert!(model.closed);
                            assert_eq!(value.0, number);
                        }
                        Poll::Pending => {
                            assert!(model.free == 0 && !model.closed);
                            model.line.push_back(number);
                        }
                    }
                    sends.push((waits.then_some(send), waker));
                }
                Step::Poll { who } => {
                    let Some(number) = who.checked_rem(sends.len()) else { continue };
                    let (slot, waker) = &mut sends[number];
                    let Some(send) = slot else { continue };
                    match waker.poll(send.as_mut()) {
                        Poll::Ready(sent) => {
                            assert!(model.called.remove(&number), "went on without being called");
                            assert_eq!(sent.is_err(), model.closed);
                            if sent.is_ok() {
                                model.values.push_back(number);
                            }
                            *slot = None;
                        }
                        Poll::Pending => assert!(model.line.contains(&number), "called, and sent back"),
                    }
                }
                Step::Drop { who } => {
                    let Some(number) = who.checked_rem(sends.len()) else { continue };
                    if sends[number].0.take().is_some() {
                        model.line.retain(|other| *other != number);
                        if model.called.remove(&number) && !model.closed {
                            model.place();
                        }
                    }
                }
                Step::TrySend => {
                    let number = sends.len();
                    model.wakes.push(0);
                    sends.push((None, CountingWaker::new()));
                    match sender.try_send(Value(number, Rc::clone(&gone))) {
                        Ok(()) => {
                            assert!(model.free > 0 && !model.closed);
                            model.free -= 1;
                            model.values.push_back(number);
                        }
                        Err(TrySendError::Full(value)) => {
                            assert!(model.free == 0 && !model.closed);
                            assert_eq!(value.0, number);
                        }
                        Err(TrySendError::Closed(_)) => assert!(model.closed),
                    }
                }
                Step::Recv => {
                    let waker = CountingWaker::new();
                    let got = waker.poll(Pin::new(&mut receiver.recv()));
                    let ended = model.closed && model.values.is_empty();
                    match got {
                        Poll::Ready(value) => {
                            assert!(value.is_some() || ended);
                            assert_eq!(value.map(|value| value.0), model.received());
                        }
                        Poll::Pending => assert!(model.values.is_empty() && !ended),
                    }
                    assert_eq!(waker.clones_alive(), 0);
                }
                Step::TryRecv => {
                    let got = receiver.try_recv().map(|value| value.0);
                    let none = if model.closed { TryRecvError::Closed } else { TryRecvError::Empty };
                    assert_eq!(got, model.received().ok_or(none));
                }
                Step::Close => {
                    receiver.close();
                    model.closed = true;
                    while let Some(first) = model.line.pop_front() {
                        model.call(first);
                    }
                }
            }
            for (number, (send, waker)) in sends.iter().enumerate() {
                assert_eq!(waker.wakes(), model.wakes[number], "wakes of {number}");
                assert_eq!(waker.clones_alive(), usize::from(model.line.contains(&number)), "wakers of {number}");
                // Not in the queue and not in a `send`: received, returned or dropped, and so gone, once.
                let alive = send.is_some() || model.values.contains(&number);
                let times = gone.borrow().iter().filter(|value| **value == number).count();
                assert_eq!(times, usize::from(!alive), "value {number}");
            }
        }
        let all = sends.len();
        drop(sends);
        drop((receiver, sender));
        assert_eq!(gone.borrow().len(), all);
        assert_eq!(gone.borrow().iter().collect::<BTreeSet<_>>().len(), all);
    }
}
