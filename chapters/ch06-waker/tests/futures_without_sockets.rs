//! The chapter's futures, polled by hand with a waker that counts.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use ch06_waker::borrow::{self, where_it_lives};
use ch06_waker::state_machine::{by_compiler, by_hand};
use ch06_waker::{Delivery, block_on, deliver_after, delivery, join, join_all, yield_now};
use lab::probe::{CountingWaker, within};

// --- delivery

#[test]
fn a_delivery_keeps_one_waker_and_is_woken_once() {
    let (courier, mut parcel) = delivery();
    let probe = CountingWaker::new();
    assert_eq!(probe.poll(Pin::new(&mut parcel)), Poll::Pending);
    assert_eq!((probe.clones_alive(), probe.wakes()), (1, 0));
    courier.deliver(7);
    // Used up by the wake: nothing of it is left.
    assert_eq!((probe.clones_alive(), probe.woken_by_value(), probe.woken_by_ref()), (0, 1, 0));
    assert_eq!(probe.poll(Pin::new(&mut parcel)), Poll::Ready(7));
    assert_eq!((probe.clones_alive(), probe.wakes()), (0, 1));
}

#[test]
fn a_parcel_that_came_before_the_first_poll_needs_no_wake() {
    let (courier, mut parcel) = delivery();
    courier.deliver(7);
    let probe = CountingWaker::new();
    assert_eq!(probe.poll(Pin::new(&mut parcel)), Poll::Ready(7));
    assert_eq!((probe.clones_alive(), probe.wakes()), (0, 0));
}

#[test]
fn only_the_newest_waker_is_kept_and_woken() {
    let (courier, mut parcel) = delivery();
    let (old, new) = (CountingWaker::new(), CountingWaker::new());
    assert_eq!(old.poll(Pin::new(&mut parcel)), Poll::Pending);
    assert_eq!(old.poll(Pin::new(&mut parcel)), Poll::Pending);
    assert_eq!(old.clones_alive(), 1);
    assert_eq!(new.poll(Pin::new(&mut parcel)), Poll::Pending);
    assert_eq!((old.clones_alive(), new.clones_alive()), (0, 1));
    courier.deliver(());
    assert_eq!((old.wakes(), new.wakes()), (0, 1));
}

#[test]
fn whoever_goes_away_takes_the_waker_along() {
    let probe = CountingWaker::new();
    let (courier, mut parcel) = delivery::<u8>();
    assert_eq!(probe.poll(Pin::new(&mut parcel)), Poll::Pending);
    drop(parcel);
    assert_eq!(probe.clones_alive(), 0);
    courier.deliver(1); // nobody wants it

    let (courier, mut parcel) = delivery::<u8>();
    assert_eq!(probe.poll(Pin::new(&mut parcel)), Poll::Pending);
    drop(courier);
    assert_eq!((probe.clones_alive(), probe.wakes()), (0, 0));
}

#[test]
fn a_parcel_that_nobody_takes_is_dropped_once() {
    let parcel = Arc::new(());
    let (courier, waits) = delivery();
    courier.deliver(Arc::clone(&parcel));
    assert_eq!(Arc::strong_count(&parcel), 2);
    drop(waits);
    assert_eq!(Arc::strong_count(&parcel), 1);

    let (courier, waits) = delivery();
    drop(waits);
    courier.deliver(Arc::clone(&parcel));
    assert_eq!(Arc::strong_count(&parcel), 1);
}

#[test]
fn a_delivery_polled_after_its_end_panics_with_its_own_words() {
    let (courier, mut parcel) = delivery();
    courier.deliver(7);
    assert_eq!(block_on(&mut parcel), 7);
    let panic = catch_unwind(AssertUnwindSafe(|| block_on(&mut parcel))).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a delivery is polled after its parcel was taken"));
}

/// Polls the future it is about from inside `wake`, as an executor may that runs what it is told to at once.
struct AtOnce {
    future: Mutex<Delivery<u32>>,
    came: Mutex<Option<u32>>,
}

impl Wake for AtOnce {
    fn wake(self: Arc<Self>) {
        let polled =
            Pin::new(&mut *self.future.lock().unwrap()).poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(parcel) = polled {
            *self.came.lock().unwrap() = Some(parcel);
        }
    }
}

#[test]
fn a_waker_may_poll_the_future_inside_its_wake_because_no_lock_is_held() {
    let diagnosis = || "the waker was woken with the lock held (invariant I5)".to_owned();
    within(Duration::from_secs(60), "deliver", diagnosis, || {
        let (courier, parcel) = delivery();
        let at_once = Arc::new(AtOnce { future: Mutex::new(parcel), came: Mutex::default() });
        let waker = Waker::from(Arc::clone(&at_once));
        let polled = Pin::new(&mut *at_once.future.lock().unwrap()).poll(&mut Context::from_waker(&waker));
        assert_eq!(polled, Poll::Pending);
        courier.deliver(7);
        assert_eq!(*at_once.came.lock().unwrap(), Some(7));
    });
}

/// Holds the other end of what holds it: dropped, it goes to the door again.
struct HoldsCourier {
    _courier: Mutex<Option<ch06_waker::Courier<u32>>>,
}

impl Wake for HoldsCourier {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_waker_whose_drop_comes_back_to_the_door_finds_no_lock_held() {
    let diagnosis = || "a waker was dropped with the lock held (invariant I5)".to_owned();
    within(Duration::from_secs(60), "poll and drop", diagnosis, || {
        for drop_the_future in [false, true] {
            let (courier, mut parcel) = delivery::<u32>();
            let holds = Waker::from(Arc::new(HoldsCourier { _courier: Mutex::new(Some(courier)) }));
            assert_eq!(Pin::new(&mut parcel).poll(&mut Context::from_waker(&holds)), Poll::Pending);
            drop(holds); // the door has the last one now
            if drop_the_future {
                drop(parcel);
            } else {
                assert_eq!(
                    Pin::new(&mut parcel).poll(&mut Context::from_waker(Waker::noop())),
                    Poll::Pending
                );
            }
        }
    });
}

#[test]
fn parcels_from_eight_threads_all_arrive() {
    let parcels = if cfg!(miri) { 2 } else { 200 };
    let diagnosis = || "a parcel came, and its wake was lost".to_owned();
    let sum = within(Duration::from_secs(60), "eight couriers", diagnosis, move || {
        let (couriers, waiting): (Vec<_>, Vec<_>) = (0..8 * parcels).map(|_| delivery()).unzip();
        let mut couriers = couriers.into_iter();
        thread::scope(|scope| {
            for _ in 0..8 {
                let mine: Vec<_> = couriers.by_ref().take(parcels).collect();
                scope.spawn(move || mine.into_iter().for_each(|courier| courier.deliver(1)));
            }
            block_on(join_all(waiting)).into_iter().sum::<usize>()
        })
    });
    assert_eq!(sum, 8 * parcels);
}

#[test]
fn it_is_brought_by_another_thread_after_a_time() {
    let parcel = deliver_after(Duration::from_millis(1), thread::current().id()).unwrap();
    assert_eq!(block_on(parcel), thread::current().id());
}

// --- the state machine

/// Delivers the two numbers in that order, with a poll before, between and after. What each poll said.
fn polls<F: Future<Output = u32>>(
    machine: impl FnOnce(Delivery<u32>, Delivery<u32>) -> F,
    order: &[usize],
    polled_between: bool,
) -> Vec<Poll<u32>> {
    let ((first, a), (second, b)) = (delivery(), delivery());
    let mut couriers = [Some((first, 20)), Some((second, 22))];
    let mut machine = pin!(machine(a, b));
    let probe = CountingWaker::new();
    let mut said = vec![];
    let mut poll = |said: &mut Vec<Poll<u32>>| {
        if !said.last().is_some_and(Poll::is_ready) {
            said.push(probe.poll(machine.as_mut()));
        }
    };
    for &who in order {
        if polled_between {
            poll(&mut said);
        }
        let (courier, number) = couriers[who].take().unwrap();
        courier.deliver(number);
    }
    poll(&mut said);
    said
}

#[test]
fn the_compilers_machine_and_the_one_by_hand_say_the_same_at_every_poll() {
    for order in [&[][..], &[0], &[1], &[0, 1], &[1, 0]] {
        for polled_between in [false, true] {
            let compiler = polls(by_compiler, order, polled_between);
            assert_eq!(compiler, polls(by_hand, order, polled_between), "{order:?} {polled_between}");
            assert_eq!(compiler.last() == Some(&Poll::Ready(42)), order.len() == 2, "{compiler:?}");
        }
    }
}

#[test]
fn neither_machine_polls_the_second_future_before_the_first_is_over() {
    for compiled in [false, true] {
        let asked = Cell::new(0);
        let (courier, first) = delivery();
        let second = poll_fn(|_| {
            asked.set(asked.get() + 1);
            Poll::Ready(22)
        });
        let probe = CountingWaker::new();
        let mut machine: Pin<Box<dyn Future<Output = u32> + '_>> =
            if compiled { Box::pin(by_compiler(first, second)) } else { Box::pin(by_hand(first, second)) };
        assert_eq!(probe.poll(machine.as_mut()), Poll::Pending);
        assert_eq!(asked.get(), 0);
        courier.deliver(20);
        assert_eq!(probe.poll(machine.as_mut()), Poll::Ready(42));
        assert_eq!(asked.get(), 1);
    }
}

#[test]
fn dropped_at_any_await_both_machines_drop_what_they_hold() {
    for compiled in [false, true] {
        for delivered in [0, 1] {
            let ((first, a), (second, b)) = (delivery(), delivery());
            let probe = CountingWaker::new();
            let mut machine: Pin<Box<dyn Future<Output = u32>>> =
                if compiled { Box::pin(by_compiler(a, b)) } else { Box::pin(by_hand(a, b)) };
            let mut couriers = vec![second, first];
            assert_eq!(probe.poll(machine.as_mut()), Poll::Pending);
            for _ in 0..delivered {
                couriers.pop().unwrap().deliver(20);
                assert_eq!(probe.poll(machine.as_mut()), Poll::Pending);
            }
            assert_eq!(probe.clones_alive(), 1);
            drop(machine);
            assert_eq!(probe.clones_alive(), 0);
        }
    }
}

#[test]
fn polled_after_the_end_both_machines_panic() {
    let ready = std::future::ready;
    let probe = CountingWaker::new();
    let mut compiler = pin!(by_compiler(ready(1), ready(2)));
    let mut hand = pin!(by_hand(ready(1), ready(2)));
    assert_eq!(probe.poll(compiler.as_mut()), Poll::Ready(3));
    assert_eq!(probe.poll(hand.as_mut()), Poll::Ready(3));
    catch_unwind(AssertUnwindSafe(|| probe.poll(compiler.as_mut()))).unwrap_err();
    catch_unwind(AssertUnwindSafe(|| probe.poll(hand.as_mut()))).unwrap_err();
}

// --- a borrow across an await

#[test]
fn a_pinned_future_stays_though_its_box_is_moved() {
    let probe = CountingWaker::new();
    let mut boxed = Box::pin(where_it_lives());
    assert!(probe.poll(boxed.as_mut()).is_pending());
    let mut moved = [boxed];
    let Poll::Ready((before, after)) = probe.poll(moved[0].as_mut()) else { panic!("not over") };
    assert_eq!(before, after);
}

#[test]
fn a_future_that_may_be_moved_has_an_address_that_is_wrong_afterwards() {
    let probe = CountingWaker::new();
    let mut future = borrow::ByHand::default();
    assert!(probe.poll(Pin::new(&mut future)).is_pending());
    let mut moved = Box::new(future);
    let Poll::Ready((before, after)) = probe.poll(Pin::new(&mut *moved)) else { panic!("not over") };
    assert_ne!(before, after);
}

// --- yield_now, join, join_all

#[test]
fn giving_way_is_one_poll_more_and_one_wake() {
    let probe = CountingWaker::new();
    let mut gives_way = pin!(yield_now());
    assert_eq!(probe.poll(gives_way.as_mut()), Poll::Pending);
    assert_eq!((probe.wakes(), probe.clones_alive()), (1, 0));
    assert_eq!(probe.poll(gives_way.as_mut()), Poll::Ready(()));
}

/// A future that counts its polls.
fn counted<'a, F: Future + Unpin + 'a>(
    polls: &'a Cell<usize>,
    mut future: F,
) -> impl Future<Output = F::Output> + 'a {
    poll_fn(move |cx| {
        polls.set(polls.get() + 1);
        Pin::new(&mut future).poll(cx)
    })
}

#[test]
fn join_polls_no_future_again_that_is_over() {
    for left_first in [false, true] {
        let (left, right) = (Cell::new(0), Cell::new(0));
        let ((first, a), (second, b)) = (delivery(), delivery());
        let probe = CountingWaker::new();
        let mut both = pin!(join(counted(&left, a), counted(&right, b)));
        assert_eq!(probe.poll(both.as_mut()), Poll::Pending);
        let (sooner, later) = if left_first { (first, second) } else { (second, first) };
        sooner.deliver("parcel");
        assert_eq!(probe.poll(both.as_mut()), Poll::Pending);
        later.deliver("parcel");
        assert_eq!(probe.poll(both.as_mut()), Poll::Ready(("parcel", "parcel")));
        assert_eq!((left.get(), right.get()), if left_first { (2, 3) } else { (3, 2) });
    }
}

#[test]
fn join_dropped_half_way_drops_both() {
    let ((_first, a), (_second, b)) = (delivery::<()>(), delivery::<()>());
    let probe = CountingWaker::new();
    let mut both = Box::pin(join(a, b));
    assert_eq!(probe.poll(both.as_mut()), Poll::Pending);
    assert_eq!(probe.clones_alive(), 2);
    drop(both);
    assert_eq!(probe.clones_alive(), 0);
}

#[test]
fn join_all_of_nothing_is_ready() {
    let none: Vec<u32> = block_on(join_all(std::iter::empty::<std::future::Ready<u32>>()));
    assert!(none.is_empty());
}

#[test]
fn join_all_polls_only_those_that_were_woken_and_keeps_their_order() {
    let number = if cfg!(miri) { 20 } else { 1_000 };
    let polls: Vec<Cell<usize>> = vec![Cell::new(0); number];
    let (couriers, parcels): (Vec<_>, Vec<_>) = (0..number).map(|_| delivery()).unzip();
    let probe = CountingWaker::new();
    let mut all = pin!(join_all(polls.iter().zip(parcels).map(|(polls, parcel)| counted(polls, parcel))));
    assert!(probe.poll(all.as_mut()).is_pending());
    // The last one first.
    for (number, courier) in couriers.into_iter().enumerate().skip(1).rev() {
        courier.deliver(number);
        assert!(probe.poll(all.as_mut()).is_pending());
    }
    // Two polls each but for the first, whose parcel has not come: it had its one.
    assert_eq!(polls.iter().map(Cell::get).sum::<usize>(), 2 * number - 1);
    assert_eq!(probe.wakes(), number as u64 - 1);
}

#[test]
fn join_all_gives_the_outputs_in_the_order_of_the_futures() {
    let (couriers, parcels): (Vec<_>, Vec<_>) = (0..10).map(|_| delivery()).unzip();
    let probe = CountingWaker::new();
    let mut all = pin!(join_all(parcels));
    assert!(probe.poll(all.as_mut()).is_pending());
    for (number, courier) in couriers.into_iter().enumerate().rev() {
        courier.deliver(number);
    }
    // Ten wakes by ten couriers are one wake of ours.
    assert_eq!(probe.wakes(), 1);
    assert_eq!(probe.poll(all.as_mut()), Poll::Ready((0..10).collect()));
}

#[test]
fn join_all_wakes_the_task_that_has_it_now() {
    let (courier, parcel) = delivery();
    let (old, new) = (CountingWaker::new(), CountingWaker::new());
    let mut all = pin!(join_all([parcel]));
    assert!(old.poll(all.as_mut()).is_pending());
    assert!(new.poll(all.as_mut()).is_pending());
    courier.deliver(());
    assert_eq!((old.wakes(), new.wakes()), (0, 1));
}

#[test]
fn a_child_that_always_wakes_itself_does_not_keep_join_all_in_its_poll() {
    let diagnosis = || "join_all polls what wakes itself again and again".to_owned();
    within(Duration::from_secs(60), "join_all", diagnosis, || {
        let restless = poll_fn(|cx: &mut Context<'_>| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let probe = CountingWaker::new();
        let mut all = pin!(join_all([restless]));
        assert!(probe.poll(all.as_mut()).is_pending());
        assert_eq!(probe.wakes(), 1);
    });
}

#[test]
fn a_late_wake_of_one_that_is_over_does_not_lose_its_output() {
    let late: Cell<Option<Waker>> = Cell::new(None);
    let (courier, parcel) = delivery();
    let first = poll_fn(|cx: &mut Context<'_>| {
        late.set(Some(cx.waker().clone()));
        Poll::Ready(1)
    });
    let futures: Vec<Pin<Box<dyn Future<Output = u32> + '_>>> = vec![Box::pin(first), Box::pin(parcel)];
    let mut all = pin!(join_all(futures));
    let probe = CountingWaker::new();
    assert!(probe.poll(all.as_mut()).is_pending());
    late.take().unwrap().wake();
    assert!(probe.poll(all.as_mut()).is_pending());
    courier.deliver(2);
    assert_eq!(probe.poll(all.as_mut()), Poll::Ready(vec![1, 2]));
}

#[test]
fn join_all_dropped_half_way_leaves_no_waker_behind() {
    let (couriers, parcels): (Vec<_>, Vec<_>) = (0..10).map(|_| delivery::<usize>()).unzip();
    let probe = CountingWaker::new();
    let mut all = Box::pin(join_all(parcels));
    assert!(probe.poll(all.as_mut()).is_pending());
    couriers.into_iter().take(5).enumerate().for_each(|(number, courier)| courier.deliver(number));
    assert!(probe.poll(all.as_mut()).is_pending());
    drop(all);
    assert_eq!(probe.clones_alive(), 0);
}
