//! The clock's timers, the run queue and wakes, used by chance, beside models that are plain to see.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Wake, Waker};
use std::time::Duration;

use ch07_executor::run_queue::RunQueue;
use ch07_executor::{Clock, ClockPark, Park, TaskId, Timer, yield_now};
use lab::probe::CountingWaker;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use support::{ends, executor};

fn config() -> ProptestConfig {
    let cases = if cfg!(miri) { 4 } else { 64 };
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// What may be done with a clock that jumps. Times are seconds, and few, so that many are equal.
#[derive(Clone, Debug)]
enum ClockOp {
    /// A timer so long from now.
    Set(u64),
    /// Of all keys there ever were: the timer may have fired long ago.
    Cancel(Index),
    /// Another waker; or the same, as when a task asks again.
    Change(Index, bool),
    /// So much time passes.
    Work(u64),
    /// A visit while tasks are ready: no time passes.
    Look,
    /// A visit while all wait, and somebody waits for a time: it jumps.
    Jump,
}

fn clock_ops() -> impl Strategy<Value = Vec<ClockOp>> {
    let op = prop_oneof![
        4 => (0..8_u64).prop_map(ClockOp::Set),
        1 => any::<Index>().prop_map(ClockOp::Cancel),
        1 => any::<(Index, bool)>().prop_map(|(which, same)| ClockOp::Change(which, same)),
        1 => (1..4_u64).prop_map(ClockOp::Work),
        1 => Just(ClockOp::Look),
        1 => Just(ClockOp::Jump),
    ];
    vec(op, 0..60)
}

/// A waker that says who it is.
struct Named(usize, Arc<Mutex<Vec<usize>>>);

impl Wake for Named {
    fn wake(self: Arc<Self>) {
        self.1.lock().unwrap().push(self.0);
    }
}

/// What may be done with a run queue.
#[derive(Clone, Copy, Debug)]
enum QueueOp {
    Push(usize),
    Pop,
    /// The thread looks whether it may sleep, and sleeps if so.
    MaySleep,
    HasWoken,
}

fn queue_ops() -> impl Strategy<Value = Vec<QueueOp>> {
    let op = prop_oneof![
        3 => (0..5_usize).prop_map(QueueOp::Push),
        3 => Just(QueueOp::Pop),
        2 => Just(QueueOp::MaySleep),
        1 => Just(QueueOp::HasWoken),
    ];
    vec(op, 0..60)
}

/// Ids of five tasks.
fn ids() -> Vec<TaskId> {
    let spawner = executor().spawner();
    (0..5).map(|_| spawner.spawn(async {}).id()).collect()
}

/// For each task, for each of its polls, whom it wakes then: itself, tasks that stand in the queue, tasks that are over.
fn wakes() -> impl Strategy<Value = Vec<Vec<Vec<Index>>>> {
    vec(vec(vec(any::<Index>(), 0..4), 1..8), 1..6)
}

/// Who was polled, in order, when tasks wake one another so.
fn polls_by_the_executor(wakes: &[Vec<Vec<Index>>]) -> Vec<usize> {
    let mut executor = executor();
    let spawner = executor.spawner();
    let (polled, wakers) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::<Waker>::new())));
    for (task, polls) in wakes.iter().enumerate() {
        let (polled, wakers, mut polls) = (Rc::clone(&polled), Rc::clone(&wakers), polls.clone().into_iter());
        drop(spawner.spawn(poll_fn(move |cx| {
            if wakers.borrow().len() == task {
                wakers.borrow_mut().push(cx.waker().clone());
            }
            polled.borrow_mut().push(task);
            let Some(wakes) = polls.next() else { return Poll::Ready(()) };
            let wakers = wakers.borrow();
            wakes.into_iter().for_each(|which| wakers[which.index(wakers.len())].wake_by_ref());
            Poll::Pending
        })));
    }
    executor.block_on(async {
        // Each poll but a task's first was called for by another poll: there are not more turns than polls.
        for _ in 0..wakes.iter().flatten().count() + wakes.len() {
            yield_now().await;
        }
    });
    polled.take()
}

/// The same by a model: a queue in which nobody stands twice.
fn polls_by_the_model(wakes: &[Vec<Vec<Index>>]) -> Vec<usize> {
    let mut queue: VecDeque<usize> = (0..wakes.len()).collect();
    let (mut polled, mut begun, mut over) = (Vec::new(), 0, vec![false; wakes.len()]);
    while let Some(task) = queue.pop_front() {
        if over[task] {
            continue;
        }
        begun = begun.max(task + 1);
        let Some(wakes) = wakes[task].get(polled.iter().filter(|other| **other == task).count()) else {
            over[task] = true;
            polled.push(task);
            continue;
        };
        polled.push(task);
        for which in wakes {
            let which = which.index(begun);
            if !queue.contains(&which) {
                queue.push_back(which);
            }
        }
    }
    polled
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_clocks_timers_are_a_sorted_list(ops in clock_ops()) {
        let clock = Clock::virtual_time();
        let mut park = ClockPark::new(&clock);
        let start = clock.now();
        let woken = Arc::new(Mutex::new(Vec::new()));
        let waker = |n| Waker::from(Arc::new(Named(n, Arc::clone(&woken))));
        let mut keys = Vec::new();
        let mut now = 0;
        // When, the how many-eth timer, its waker and what that is called.
        let mut list: Vec<(u64, usize, Waker, usize)> = Vec::new();
        for (n, op) in ops.into_iter().enumerate() {
            let mut expected = Vec::new();
            match op {
                ClockOp::Set(s) => {
                    let at = now + s;
                    let place = list.partition_point(|timer| timer.0 <= at);
                    list.insert(place, (at, keys.len(), waker(n), n));
                    keys.push(clock.set_timer(start + Duration::from_secs(at), list[place].2.clone()));
                }
                ClockOp::Cancel(which) if !keys.is_empty() => {
                    let which = which.index(keys.len());
                    list.retain(|timer| timer.1 != which);
                    clock.cancel_timer(keys[which]);
                }
                ClockOp::Change(which, same) if !keys.is_empty() => {
                    let which = which.index(keys.len());
                    let timer = list.iter_mut().find(|timer| timer.1 == which);
                    let set = timer.is_some();
                    let newest = match timer {
                        Some(timer) if same => timer.2.clone(),
                        Some(timer) => {
                            (timer.2, timer.3) = (waker(n), n);
                            timer.2.clone()
                        }
                        None => waker(n),
                    };
                    prop_assert_eq!(clock.change_timer(keys[which], &newest), set);
                }
                ClockOp::Work(s) => {
                    now += s;
                    clock.work(Duration::from_secs(s));
                }
                ClockOp::Look | ClockOp::Jump => {
                    let jumps = matches!(op, ClockOp::Jump) && !list.is_empty();
                    if jumps {
                        now = now.max(list[0].0);
                    }
                    let due = list.partition_point(|timer| timer.0 <= now);
                    expected = list.drain(..due).map(|timer| timer.3).collect();
                    let mut called = Vec::new();
                    park.park((!jumps).then_some(Duration::ZERO), &mut called);
                    called.drain(..).for_each(Waker::wake);
                }
                ClockOp::Cancel(_) | ClockOp::Change(..) => {}
            }
            prop_assert_eq!(std::mem::take(&mut *woken.lock().unwrap()), expected);
            prop_assert_eq!((clock.timers(), (clock.now() - start).as_secs()), (list.len(), now));
        }
        drop((park, clock, list));
        prop_assert_eq!(Arc::strong_count(&woken), 1, "a waker is kept");
    }

    #[test]
    fn a_run_queue_is_a_queue_and_a_flag(ops in queue_ops()) {
        let thread = CountingWaker::new();
        let queue = RunQueue::new(thread.waker().clone());
        let ids = ids();
        let (mut model, mut asleep, mut wakes) = (VecDeque::new(), false, 0);
        for op in ops {
            match op {
                QueueOp::Push(n) => {
                    queue.push(ids[n]);
                    model.push_back(ids[n]);
                    wakes += u64::from(std::mem::take(&mut asleep)); // the first who pushes, and no other
                }
                QueueOp::Pop => prop_assert_eq!(queue.pop(), model.pop_front()),
                QueueOp::MaySleep => {
                    asleep = model.is_empty();
                    prop_assert_eq!(queue.may_sleep(), asleep);
                }
                QueueOp::HasWoken => {
                    asleep = false;
                    queue.has_woken();
                }
            }
            prop_assert_eq!(thread.wakes(), wakes);
        }
        let rest: Vec<TaskId> = std::iter::from_fn(|| queue.pop()).collect();
        prop_assert_eq!(rest, Vec::from(model), "lost, or twice");
    }

    #[test]
    fn a_task_that_is_woken_is_polled_once_in_its_turn(wakes in wakes()) {
        let expected = polls_by_the_model(&wakes);
        prop_assert_eq!(ends("tasks that wake one another", move || polls_by_the_executor(&wakes)), expected);
    }
}
