//! Tasks in rows, used by chance, beside models that are plain to see; and which way a wake goes.

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::{Future, pending};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

use ch07_executor::TaskId;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{Joint, List, Outcome, Queue, Task, enter};
use crate::run_queue::RunQueue;

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if cfg!(miri) { 8 } else { 256 })
    }
}

fn run_queue() -> Rc<RunQueue> {
    Rc::new(RunQueue::new(Waker::noop().clone()))
}

fn task(run_queue: &RunQueue, number: usize) -> Task {
    made(run_queue, number, pending::<()>()).0
}

fn made<F: Future + 'static>(run_queue: &RunQueue, number: usize, future: F) -> (Task, Joint<F::Output>) {
    Task::new(future, (), TaskId::from_number(number as u64), Arc::clone(run_queue.inbox()))
}

fn number(task: &Task) -> usize {
    task.id().number() as usize
}

#[derive(Clone, Copy, Debug)]
enum Op {
    Push(usize),
    Pop,
    /// Lets go of all that somebody else may still need.
    Forget(usize),
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_queue_is_first_in_first_out_each_task_once(
        ops in vec(prop_oneof![(0..8_usize).prop_map(Op::Push), Just(Op::Pop), (0..8_usize).prop_map(Op::Forget)], 0..80)
    ) {
        let run_queue = run_queue();
        {
            let queue = Queue::default();
            let mut tasks: Vec<Option<Task>> = (0..8).map(|n| Some(task(&run_queue, n))).collect();
            let mut model = VecDeque::new();
            for op in ops {
                match op {
                    Op::Push(n) => if let Some(task) = &tasks[n] {
                        queue.push(task.clone());
                        if !model.contains(&n) {
                            model.push_back(n);
                        }
                    }
                    Op::Pop => prop_assert_eq!(queue.pop().map(|task| number(&task)), model.pop_front()),
                    Op::Forget(n) => drop(tasks[n].take()),
                }
                prop_assert_eq!(queue.is_empty(), model.is_empty());
                for (n, task) in tasks.iter().enumerate() {
                    prop_assert!(task.as_ref().is_none_or(|task| task.is_queued() == model.contains(&n)));
                }
            }
        }
        // Each task holds it: all are freed, those that stood in the queue when it went too.
        prop_assert_eq!(Arc::strong_count(run_queue.inbox()), 1);
    }

    #[test]
    fn the_list_is_in_the_order_of_making(removed in vec(any::<Option<Index>>(), 0..80)) {
        let run_queue = run_queue();
        {
            let list = List::default();
            let mut model: Vec<usize> = Vec::new();
            for (n, removed) in removed.into_iter().enumerate() {
                match removed {
                    Some(index) if !model.is_empty() => {
                        let n = model.remove(index.index(model.len()));
                        let task = list.iter().find(|task| number(task) == n);
                        list.remove(&task.unwrap());
                    }
                    _ => {
                        model.push(n);
                        list.push(&task(&run_queue, n));
                    }
                }
                prop_assert_eq!(list.iter().map(|task| number(&task)).collect::<Vec<_>>(), model.clone());
                prop_assert_eq!(list.first().map(|task| number(&task)), model.first().copied());
                prop_assert_eq!(list.len(), model.len());
                prop_assert_eq!(Arc::strong_count(run_queue.inbox()), 1 + model.len());
            }
            // As the executor does when it goes.
            while let Some(task) = list.first() {
                list.remove(&task);
            }
        }
        prop_assert_eq!(Arc::strong_count(run_queue.inbox()), 1);
    }
}

#[test]
fn a_wake_from_the_same_thread_does_not_touch_the_inbox() {
    let run_queue = run_queue();
    let task = task(&run_queue, 0);
    let waker = (*task.lend_waker()).clone();
    {
        let _here = enter(&run_queue);
        waker.wake_by_ref();
        assert!(task.is_queued());
        assert!(!run_queue.inbox().is_called() && !task.is_noted());
        let another = waker.clone();
        another.wake();
        assert!(!run_queue.inbox().is_called() && !task.is_noted());
        assert!(run_queue.pop().is_some() && run_queue.pop().is_none(), "two wakes are one turn");

        // With the same executor running here, but not on that thread.
        thread::scope(|scope| drop(scope.spawn(|| waker.wake_by_ref()).join()));
        assert!(!task.is_queued(), "who stands in the queue is this thread's affair");
        assert!(run_queue.inbox().is_called() && task.is_noted());
        assert!(run_queue.pop().is_some_and(|next| next.is(&task)));
        task.answered();
        assert!(!run_queue.inbox().is_called() && !task.is_noted());
    }
    // No executor runs here: it might be another one's turn.
    waker.wake_by_ref();
    assert!(!task.is_queued() && run_queue.inbox().is_called());
    // As the executor does when it goes: the note in the inbox holds the task, and the task the inbox.
    run_queue.close();
}

#[test]
fn a_wake_for_the_task_of_another_executor_goes_to_its_own() {
    let [mine, other] = [run_queue(), run_queue()];
    let task = task(&other, 0);
    let _here = enter(&mine);
    task.lend_waker().wake_by_ref();
    assert!(mine.pop().is_none());
    assert!(other.pop().is_some_and(|next| next.is(&task)));
}

/// Counts its drops, and says where.
struct Counted(Rc<Cell<u32>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// Done at once, with an output that counts its drops, as it does itself.
struct Gives {
    outputs: Rc<Cell<u32>>,
    _itself: Counted,
}

impl Future for Gives {
    type Output = Counted;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Counted> {
        Poll::Ready(Counted(Rc::clone(&self.outputs)))
    }
}

#[test]
fn future_and_output_are_dropped_once_each_whoever_goes_first() {
    for polled in [false, true] {
        for handle_first in [false, true] {
            for taken in [false, true] {
                let (futures, outputs) = (Rc::<Cell<u32>>::default(), Rc::<Cell<u32>>::default());
                let run_queue = run_queue();
                let gives = Gives { outputs: Rc::clone(&outputs), _itself: Counted(Rc::clone(&futures)) };
                let (task, joint) = made(&run_queue, 0, gives);
                let waker = (*task.lend_waker()).clone();
                let mut joint = Some(joint);
                if handle_first {
                    joint = None;
                }
                if polled {
                    assert!(task.poll(&mut Context::from_waker(&waker)));
                } else {
                    task.end();
                }
                task.tell_the_end();
                assert_eq!(futures.get(), 1, "at the end, and not when the memory goes");
                if taken && let Some(joint) = &joint {
                    assert!(matches!(joint.take(), Outcome::Ended(outcome) if outcome.is_ok() == polled));
                    assert!(matches!(joint.take(), Outcome::GivenAway));
                }
                drop((joint, task));
                assert_eq!((futures.get(), outputs.get()), (1, u32::from(polled)));
                // What a waker keeps is only memory; and another thread may free it.
                assert_eq!(Arc::strong_count(run_queue.inbox()), 2);
                thread::scope(|scope| drop(scope.spawn(|| drop(waker)).join()));
                assert_eq!(Arc::strong_count(run_queue.inbox()), 1);
                assert_eq!((futures.get(), outputs.get()), (1, u32::from(polled)));
            }
        }
    }
}
