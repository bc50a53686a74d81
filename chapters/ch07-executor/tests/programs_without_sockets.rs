//! Programs made by chance, of tasks that spawn, give way, sleep, cancel and wait for one another: the executor runs them
//! as a model of 100 lines says, step by step.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch07_executor::{Clock, ClockPark, JoinHandle, LocalExecutor, Spawner, Timer, sleep_on, yield_now};
use proptest::collection::vec;
use proptest::prelude::*;
use support::OnDrop;

/// What a task does.
#[derive(Clone, Debug)]
enum Op {
    Yield,
    /// So many seconds of a clock that jumps.
    Sleep(u64),
    Spawn(Vec<Op>),
    /// Cancels one of its children.
    Cancel(usize),
    /// Waits for one of its children, if it has not done that already.
    Join(usize),
}

/// What can be seen of it: when, which task (they are numbered as they are made), and what.
type Event = (u64, usize, Seen);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// It comes to this one of its ops.
    Comes(usize),
    /// A child of its has ended, well or not.
    Joined(usize, bool),
    /// All it held is dropped.
    Dropped,
}

/// Longer than any program: the main task waits until all others have ended.
const THE_END: u64 = 1_000_000;

fn a_program() -> impl Strategy<Value = Vec<Op>> {
    let leaf = prop_oneof![
        Just(Op::Yield),
        (0..4_u64).prop_map(Op::Sleep),
        any::<usize>().prop_map(Op::Cancel),
        any::<usize>().prop_map(Op::Join),
    ];
    let op = leaf
        .prop_recursive(4, 60, 6, |inner| prop_oneof![vec(inner.clone(), 0..6).prop_map(Op::Spawn), inner]);
    vec(op, 0..12).prop_map(|mut ops| {
        ops.push(Op::Sleep(THE_END));
        ops
    })
}

/// The program, run by the executor.
#[derive(Clone)]
struct World {
    clock: Clock,
    start: Instant,
    spawner: Spawner,
    made: Rc<Cell<usize>>,
    events: Rc<RefCell<Vec<Event>>>,
}

impl World {
    fn see(&self, task: usize, seen: Seen) {
        self.events.borrow_mut().push(((self.clock.now() - self.start).as_secs(), task, seen));
    }

    fn run(self, ops: Vec<Op>) -> Pin<Box<dyn Future<Output = ()>>> {
        let task = self.made.replace(self.made.get() + 1);
        let world = self.clone();
        let end = OnDrop(move || world.see(task, Seen::Dropped)); // out here: it may never begin
        Box::pin(async move {
            let _end = end;
            let mut children: Vec<(usize, Option<JoinHandle<()>>)> = Vec::new();
            for (n, op) in ops.into_iter().enumerate() {
                self.see(task, Seen::Comes(n));
                match op {
                    Op::Yield => yield_now().await,
                    Op::Sleep(seconds) => sleep_on(&self.clock, Duration::from_secs(seconds)).await,
                    Op::Spawn(ops) => {
                        let child = self.made.get();
                        children.push((child, Some(self.spawner.spawn(self.clone().run(ops)))));
                    }
                    Op::Cancel(which) => {
                        let child = which.checked_rem(children.len()).and_then(|n| children[n].1.as_ref());
                        child.into_iter().for_each(JoinHandle::cancel);
                    }
                    Op::Join(which) => {
                        let Some(n) = which.checked_rem(children.len()) else { continue };
                        let Some(handle) = children[n].1.take() else { continue };
                        let outcome = handle.await;
                        self.see(task, Seen::Joined(children[n].0, outcome.is_ok()));
                    }
                }
            }
        })
    }
}

fn by_the_executor(ops: Vec<Op>) -> Vec<Event> {
    let clock = Clock::virtual_time();
    let mut executor = LocalExecutor::new(ClockPark::new(&clock));
    let world = World {
        start: clock.now(),
        clock: clock.clone(),
        spawner: executor.spawner(),
        made: Rc::default(),
        events: Rc::default(),
    };
    executor.block_on(world.clone().run(ops));
    assert_eq!((executor.tasks(), clock.timers()), (0, 0), "all tasks end before the main one");
    world.events.take()
}

/// The same by a model: a queue of numbers, and a list of times.
#[derive(Default)]
struct Model {
    now: u64,
    tasks: Vec<ModelTask>,
    ready: VecDeque<usize>,
    timers: BTreeMap<(u64, u64), usize>,
    timers_set: u64,
    events: Vec<Event>,
}

struct ModelTask {
    ops: VecDeque<Op>,
    next_op: usize,
    /// Whether each of its children can still be waited for.
    children: Vec<(usize, bool)>,
    /// The child it waits for.
    joins: Option<usize>,
    /// Who waits for it.
    joined_by: Option<usize>,
    timer: Option<(u64, u64)>,
    queued: bool,
    cancelled: bool,
    /// Whether it has ended, and then whether well.
    ended: Option<bool>,
}

impl Model {
    fn spawn(&mut self, ops: Vec<Op>) -> usize {
        let (children, joins, joined_by, timer) = Default::default();
        let (queued, cancelled, ended) = (true, false, None);
        let ops = ops.into();
        let task = ModelTask { ops, next_op: 0, children, joins, joined_by, timer, queued, cancelled, ended };
        self.tasks.push(task);
        self.ready.push_back(self.tasks.len() - 1);
        self.tasks.len() - 1
    }

    fn wake(&mut self, task: usize) {
        if !std::mem::replace(&mut self.tasks[task].queued, true) {
            self.ready.push_back(task);
        }
    }

    fn see(&mut self, task: usize, seen: Seen) {
        self.events.push((self.now, task, seen));
    }

    fn end(&mut self, task: usize, well: bool) {
        if let Some(timer) = self.tasks[task].timer.take() {
            self.timers.remove(&timer);
        }
        self.see(task, Seen::Dropped);
        self.tasks[task].ended = Some(well);
        if let Some(waiting) = self.tasks[task].joined_by.take() {
            self.wake(waiting);
        }
    }

    fn poll(&mut self, task: usize) {
        self.tasks[task].queued = false;
        if self.tasks[task].ended.is_some() {
            return;
        }
        if self.tasks[task].cancelled {
            return self.end(task, false);
        }
        if let Some(child) = self.tasks[task].joins {
            let Some(well) = self.tasks[child].ended else { return };
            self.tasks[task].joins = None;
            self.see(task, Seen::Joined(child, well));
        }
        while let Some(op) = self.tasks[task].ops.pop_front() {
            self.see(task, Seen::Comes(self.tasks[task].next_op));
            self.tasks[task].next_op += 1;
            let pick = |which: usize, tasks: &[ModelTask]| {
                let n = which.checked_rem(tasks[task].children.len())?;
                tasks[task].children[n].1.then_some(n)
            };
            match op {
                Op::Yield => return self.wake(task),
                Op::Sleep(0) => {}
                Op::Sleep(seconds) => {
                    let timer = (self.now + seconds, self.timers_set);
                    self.timers_set += 1;
                    self.timers.insert(timer, task);
                    self.tasks[task].timer = Some(timer);
                    return;
                }
                Op::Spawn(ops) => {
                    let child = self.spawn(ops);
                    self.tasks[task].children.push((child, true));
                }
                Op::Cancel(which) => {
                    if let Some(n) = pick(which, &self.tasks) {
                        let child = self.tasks[task].children[n].0;
                        self.tasks[child].cancelled = true;
                        self.wake(child);
                    }
                }
                Op::Join(which) => {
                    let Some(n) = pick(which, &self.tasks) else { continue };
                    let child = self.tasks[task].children[n].0;
                    self.tasks[task].children[n].1 = false;
                    match self.tasks[child].ended {
                        Some(well) => self.see(task, Seen::Joined(child, well)),
                        None => {
                            self.tasks[child].joined_by = Some(task);
                            self.tasks[task].joins = Some(child);
                            return;
                        }
                    }
                }
            }
        }
        self.end(task, true);
    }
}

fn by_the_model(ops: Vec<Op>) -> Vec<Event> {
    let mut model = Model::default();
    let main = model.spawn(ops);
    while model.tasks[main].ended.is_none() {
        match model.ready.pop_front() {
            Some(task) => model.poll(task),
            None => {
                // All wait: it is as late as the first of them waits for.
                model.now = model.timers.first_key_value().unwrap().0.0;
                while let Some(first) = model.timers.first_entry()
                    && first.key().0 <= model.now
                {
                    let task = first.remove();
                    model.tasks[task].timer = None;
                    model.wake(task);
                }
            }
        }
    }
    model.events
}

fn config() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if cfg!(miri) { ProptestConfig { cases: 5, ..default } } else { default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_program_runs_as_the_model_says(ops in a_program()) {
        let expected = by_the_model(ops.clone());
        prop_assert_eq!(by_the_executor(ops), expected);
    }
}

#[test]
fn the_model_sees_what_is_plain() {
    let ops = vec![
        Op::Spawn(vec![Op::Sleep(2), Op::Yield]),
        Op::Spawn(vec![Op::Sleep(9)]),
        Op::Join(0),
        Op::Cancel(1),
        Op::Join(1),
    ];
    use Seen::{Comes, Dropped, Joined};
    let expected = [
        (0, 0, Comes(0)),
        (0, 0, Comes(1)),
        (0, 0, Comes(2)),
        (0, 1, Comes(0)),
        (0, 2, Comes(0)),
        (2, 1, Comes(1)),
        (2, 1, Dropped),
        (2, 0, Joined(1, true)),
        (2, 0, Comes(3)),
        (2, 0, Comes(4)),
        (2, 2, Dropped),
        (2, 0, Joined(2, false)),
        (2, 0, Dropped),
    ];
    assert_eq!(by_the_model(ops.clone()), expected);
    assert_eq!(by_the_executor(ops), expected);
}
