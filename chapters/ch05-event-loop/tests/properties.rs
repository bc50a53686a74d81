//! Timers, sources and the ready queue, used by chance, beside models that are plain to see.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch04_nonblocking_socket::{Event, Interest};
use ch05_event_loop::{Core, Coroutine, EventLoop, Sources, Step, Timers, Wait};
use lab::probe::within;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// Long enough for a slow machine; only a broken loop takes it.
const LIMIT: Duration = Duration::from_secs(30);

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) }
}

/// What may be done with timers. Times are seconds, and few, so that many are equal.
#[derive(Clone, Debug)]
enum TimerOp {
    Insert(u64),
    /// Of all keys there ever were: the timer may have fired long ago.
    Cancel(Index),
    Replace(Index),
    Fire(u64),
}

fn timer_ops() -> impl Strategy<Value = Vec<TimerOp>> {
    let op = prop_oneof![
        3 => (0..8_u64).prop_map(TimerOp::Insert),
        1 => any::<Index>().prop_map(TimerOp::Cancel),
        1 => any::<Index>().prop_map(TimerOp::Replace),
        1 => (0..8_u64).prop_map(TimerOp::Fire),
    ];
    vec(op, 0..60)
}

/// What may be done with sources. A socket is one of all that there ever were, those that are gone among them.
#[derive(Clone, Debug)]
enum SourceOp {
    Insert,
    Wait(Index, Interest),
    Forget(Index, Interest),
    /// An event, which is for both directions whatever it says.
    Ready(Index, bool, bool),
}

fn source_ops() -> impl Strategy<Value = Vec<SourceOp>> {
    let interest = || prop_oneof![Just(Interest::Readable), Just(Interest::Writable)];
    let op = prop_oneof![
        2 => Just(SourceOp::Insert),
        4 => (any::<Index>(), interest()).prop_map(|(which, interest)| SourceOp::Wait(which, interest)),
        2 => (any::<Index>(), interest()).prop_map(|(which, interest)| SourceOp::Forget(which, interest)),
        2 => any::<(Index, bool, bool)>().prop_map(|(which, r, w)| SourceOp::Ready(which, r, w)),
    ];
    vec(op, 0..60)
}

/// What a task does, one after the other.
#[derive(Clone, Debug)]
enum Op {
    /// Goes to the end of the queue.
    Yield,
    /// Waits so many seconds of a clock that jumps. For none: until the next turn.
    Sleep(u64),
    /// Computes so many seconds: timers come due meanwhile.
    Work(u64),
    Create(Vec<Op>),
}

fn a_program() -> impl Strategy<Value = Vec<Op>> {
    let leaf = prop_oneof![Just(Op::Yield), (0..4_u64).prop_map(Op::Sleep), (1..3_u64).prop_map(Op::Work)];
    let op = leaf
        .prop_recursive(3, 40, 5, |inner| prop_oneof![vec(inner.clone(), 0..5).prop_map(Op::Create), inner]);
    vec(op, 0..10)
}

/// Who went on, when (in seconds), and how many of its ops were left.
type Seen = (u64, usize, usize);

/// A program run by the loop.
struct Run {
    /// Tasks are numbered as they are made.
    number: usize,
    ops: VecDeque<Op>,
    world: Rc<World>,
}

struct World {
    start: Instant,
    /// How many tasks were made, and what was seen.
    seen: RefCell<(usize, Vec<Seen>)>,
}

impl Run {
    fn new(world: &Rc<World>, ops: Vec<Op>) -> Run {
        let mut seen = world.seen.borrow_mut();
        seen.0 += 1;
        Run { number: seen.0 - 1, ops: ops.into(), world: Rc::clone(world) }
    }
}

impl Coroutine for Run {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        let now = (core.now() - self.world.start).as_secs();
        self.world.seen.borrow_mut().1.push((now, self.number, self.ops.len()));
        while let Some(op) = self.ops.pop_front() {
            match op {
                Op::Yield => return Step::Yield,
                Op::Sleep(s) => return Step::Wait(Wait::until(core.now() + Duration::from_secs(s))),
                Op::Work(s) => core.work(Duration::from_secs(s)),
                Op::Create(ops) => {
                    core.create_task("task", Run::new(&self.world, ops));
                }
            }
        }
        Step::Done(())
    }
}

fn by_the_loop(ops: Vec<Op>) -> Vec<Seen> {
    let mut event_loop = EventLoop::with_virtual_clock().unwrap();
    let world = Rc::new(World { start: event_loop.core().now(), seen: RefCell::default() });
    event_loop.create_task("main", Run::new(&world, ops));
    event_loop.run().unwrap();
    assert_eq!((event_loop.tasks(), event_loop.panics().len()), (0, 0));
    world.seen.take().1
}

/// The same by a model: a queue of numbers, and a list of times that is searched from its start.
fn by_the_model(ops: Vec<Op>) -> Vec<Seen> {
    let (mut now, mut tasks, mut seen) = (0, vec![VecDeque::from(ops)], Vec::new());
    let (mut queue, mut timers) = (VecDeque::from([0]), Vec::<(u64, usize)>::new());
    while !(queue.is_empty() && timers.is_empty()) {
        if queue.is_empty() {
            now = now.max(timers.iter().map(|(at, _)| *at).min().unwrap());
        }
        timers.sort_by_key(|(at, _)| *at); // stable: equal ones stay in the order of their setting
        let due = timers.iter().take_while(|(at, _)| *at <= now).count();
        queue.extend(timers.drain(..due).map(|(_, task)| task));
        for _ in 0..queue.len() {
            let task = queue.pop_front().unwrap();
            seen.push((now, task, tasks[task].len()));
            let mut born = Vec::new();
            while let Some(op) = tasks[task].pop_front() {
                match op {
                    Op::Yield => queue.push_back(task),
                    Op::Sleep(s) => timers.push((now + s, task)),
                    Op::Work(s) => {
                        now += s;
                        continue;
                    }
                    Op::Create(ops) => {
                        tasks.push(ops.into());
                        born.push(tasks.len() - 1);
                        continue;
                    }
                }
                break;
            }
            queue.extend(born);
        }
    }
    seen
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn timers_are_a_sorted_list(ops in timer_ops()) {
        let start = Instant::now();
        let at = |s| start + Duration::from_secs(s);
        let mut timers = Timers::new();
        let mut keys = Vec::new();
        // When, the how many-eth timer, and its waiter.
        let mut list: Vec<(u64, usize, usize)> = Vec::new();
        for (n, op) in ops.into_iter().enumerate() {
            match op {
                TimerOp::Insert(s) => {
                    list.push((s, keys.len(), n));
                    list.sort_unstable();
                    keys.push(timers.insert(at(s), n));
                }
                TimerOp::Cancel(which) if !keys.is_empty() => {
                    let which = which.index(keys.len());
                    let place = list.iter().position(|timer| timer.1 == which);
                    let waiter = place.map(|place| list.remove(place).2);
                    prop_assert_eq!(timers.cancel(keys[which]), waiter);
                }
                TimerOp::Replace(which) if !keys.is_empty() => {
                    let which = which.index(keys.len());
                    let waiter = list.iter_mut().find(|timer| timer.1 == which).map(|timer| &mut timer.2);
                    prop_assert_eq!(timers.peek(keys[which]), waiter.as_deref());
                    let old = timers.get_mut(keys[which]).map(|waiter| std::mem::replace(waiter, n));
                    prop_assert_eq!(old, waiter.map(|waiter| std::mem::replace(waiter, n)));
                }
                TimerOp::Fire(s) => {
                    let due = list.iter().take_while(|timer| timer.0 <= s).count();
                    let expected: Vec<usize> = list.drain(..due).map(|timer| timer.2).collect();
                    let mut woken = Vec::new();
                    timers.fire(at(s), &mut woken);
                    prop_assert_eq!(woken, expected);
                }
                TimerOp::Cancel(_) | TimerOp::Replace(_) => {}
            }
            prop_assert_eq!(timers.next(), list.first().map(|timer| at(timer.0)));
            prop_assert_eq!((timers.len(), timers.is_empty()), (list.len(), list.is_empty()));
        }
    }

    #[test]
    fn sources_are_two_places_for_each_socket(ops in source_ops()) {
        let mut sources = Sources::new();
        let mut keys = Vec::new();
        // For each socket there ever was, who waits to read and who to write.
        let mut places: Vec<[Option<usize>; 2]> = Vec::new();
        let place = |interest| usize::from(interest == Interest::Writable);
        for (n, op) in ops.into_iter().enumerate() {
            match op {
                SourceOp::Insert => {
                    let key = sources.insert();
                    prop_assert!(!keys.contains(&key), "{} was used before (invariant I2)", key);
                    keys.push(key);
                    places.push([None; 2]);
                }
                _ if keys.is_empty() => {}
                SourceOp::Wait(which, interest) => {
                    let which = which.index(keys.len());
                    let displaced = places[which][place(interest)].replace(n);
                    prop_assert_eq!(sources.wait(keys[which], interest, n), displaced);
                }
                SourceOp::Forget(which, interest) => {
                    let which = which.index(keys.len());
                    let waiter = places[which][place(interest)].take();
                    prop_assert_eq!(sources.forget(keys[which], interest), waiter);
                }
                SourceOp::Ready(which, readable, writable) => {
                    let which = which.index(keys.len());
                    let expected: Vec<usize> =
                        std::mem::take(&mut places[which]).into_iter().flatten().collect();
                    let mut woken = Vec::new();
                    sources.ready(Event::new(keys[which], readable, writable), &mut woken);
                    prop_assert_eq!(woken, expected);
                }
            }
            for (key, [reads, writes]) in keys.iter().zip(&places) {
                let interest = sources.interest(*key);
                prop_assert_eq!((interest.key, interest.readable, interest.writable),
                    (*key, reads.is_some(), writes.is_some()));
            }
            let waited_for = places.iter().filter(|places| places.iter().any(Option::is_some)).count();
            prop_assert_eq!((sources.len(), sources.is_empty()), (waited_for, waited_for == 0));
        }
    }

    #[test]
    fn any_program_runs_first_in_first_out_each_task_once_and_none_forgotten(ops in a_program()) {
        let expected = by_the_model(ops.clone());
        let seen = within(LIMIT, "a program", || "a task is forgotten".to_owned(), || by_the_loop(ops));
        prop_assert_eq!(seen, expected);
    }
}
