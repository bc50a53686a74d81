//! Bug: the run queue gives out the newest note first; whoever gives way goes on at once, and all others starve.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_lifo_starvation
//! ```
//!
//! A stack is the first thing that comes to hand: `Vec` has `push` and `pop`. With tasks that wait for different things it
//! even works, as the queue is short and soon empty. It takes one task that is always ready.
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};

use ch07_executor::yield_now;
use lab::say;

/// How many polls each run has to give.
const POLLS: usize = 10_000;

/// Notes of who can go on.
#[derive(Default)]
struct Queue(Mutex<VecDeque<usize>>);

impl Queue {
    /// Runs `f` on the notes, and nothing else while they are locked.
    fn with<T>(&self, f: impl FnOnce(&mut VecDeque<usize>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The waker of a task: leaves its note.
struct Note(usize, Arc<Queue>);

impl Wake for Note {
    fn wake(self: Arc<Self>) {
        self.1.with(|queue| queue.push_back(self.0));
    }
}

/// Gives out `POLLS` polls to two tasks that only give way; how many has each had?
fn share(take: fn(&mut VecDeque<usize>) -> Option<usize>) -> [usize; 2] {
    let queue = Arc::new(Queue::default());
    let give_way = || async {
        loop {
            yield_now().await;
        }
    };
    let mut tasks: [Pin<Box<dyn Future<Output = ()>>>; 2] = [Box::pin(give_way()), Box::pin(give_way())];
    let wakers = [0, 1].map(|task| Waker::from(Arc::new(Note(task, Arc::clone(&queue)))));
    wakers.iter().for_each(Waker::wake_by_ref);
    let mut polls = [0; 2];
    for _ in 0..POLLS {
        let Some(task) = queue.with(take) else { break };
        polls[task] += 1;
        let _ = tasks[task].as_mut().poll(&mut Context::from_waker(&wakers[task]));
    }
    polls
}

fn main() {
    // ANCHOR: lifo
    let [first, second] = share(VecDeque::pop_back);
    say!("wrong: the newest first: of {POLLS} polls one task has {first}, the other {second}");
    // Repair: first in, first out.
    let [first, second] = share(VecDeque::pop_front);
    say!("right: the oldest first: of {POLLS} polls one task has {first}, the other {second}");
    // ANCHOR_END: lifo
}
