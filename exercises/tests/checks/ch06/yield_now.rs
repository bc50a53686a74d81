//! Pending once, with a wake; then ready.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use exercises::ch06_waker::yield_now::yield_now;
use lab::probe::CountingWaker;

use super::words::times;

#[test]
fn the_first_poll_gives_way_and_the_second_goes_on() {
    check!(|| {
        let probe = CountingWaker::new();
        let mut future = pin!(yield_now());
        assert!(
            probe.poll(future.as_mut()).is_pending(),
            "your future was ready at its first poll: nobody else has had a turn"
        );
        assert!(
            probe.poll(future.as_mut()).is_ready(),
            "your future was polled twice and said `Pending` both times: it gives way *once*. Note in its field that it has"
        );
    });
}

#[test]
fn it_is_woken_once_before_it_says_pending() {
    check!(|| {
        let probe = CountingWaker::new();
        let mut future = pin!(yield_now());
        let _ = probe.poll(future.as_mut());
        let (wakes, kept) = (probe.wakes(), probe.clones_alive());
        assert!(
            wakes > 0,
            "your future said `Pending`, and its waker was not woken (clones of it that are kept: {kept}): it waits for nothing, so \
             nobody else will wake it, and it is never polled again"
        );
        assert!(
            wakes == 1,
            "at its first poll your future woke its task {}: one wake is one turn, more are polls in vain",
            times(wakes)
        );
    });
}

#[test]
fn when_it_is_ready_it_wakes_nobody() {
    check!(|| {
        let probe = CountingWaker::new();
        let mut future = pin!(yield_now());
        let _ = probe.poll(future.as_mut());
        let before = probe.wakes();
        let _ = probe.poll(future.as_mut());
        assert!(
            probe.wakes() == before,
            "the second poll was the last, and your future woke its task once more: its task is asked again for nothing"
        );
        assert!(
            probe.clones_alive() == 0,
            "your future is over, and clones of its waker are still kept somewhere: {}",
            probe.clones_alive()
        );
    });
}

/// Says whose turn it is, in a queue that the check keeps.
struct Turn {
    task: usize,
    queue: Arc<Mutex<VecDeque<usize>>>,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.queue.lock().unwrap().push_back(self.task);
    }
}

#[test]
fn three_tasks_that_give_way_take_turns() {
    check!(|| {
        let order = Arc::new(Mutex::new(String::new()));
        let queue = Arc::new(Mutex::new(VecDeque::from([0, 1, 2])));
        let mut tasks: Vec<Pin<Box<dyn Future<Output = ()>>>> = Vec::new();
        for name in ["a", "b", "c"] {
            let order = Arc::clone(&order);
            tasks.push(Box::pin(async move {
                for _ in 0..3 {
                    order.lock().unwrap().push_str(name);
                    yield_now().await;
                }
            }));
        }
        let mut over = [false; 3];
        for _ in 0..100 {
            let Some(task) = queue.lock().unwrap().pop_front() else { break };
            if !over[task] {
                let waker = Waker::from(Arc::new(Turn { task, queue: Arc::clone(&queue) }));
                let poll = tasks[task].as_mut().poll(&mut Context::from_waker(&waker));
                over[task] = poll == Poll::Ready(());
            }
        }
        let order = order.lock().unwrap().clone();
        assert!(
            order == "abcabcabc",
            "three tasks, each gives way after each of its three steps: the steps were to be abcabcabc, they were {order}. (Those \
             who are woken stand in a queue; woken twice, a task has two turns, not woken, none)"
        );
    });
}
