//! Step A of three: a coroutine leaves its own task id where it waits, and says to the loop only "pending".
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_step_a
//! ```
//!
//! In chapter 5 it said *what* it waits for, and the loop had a place for each kind of wait. Now it may wait for
//! anything that can keep a number: the loop knows of no mailbox. The price: whoever puts a letter in must have the
//! loop's queue at hand. Only another task has it, by its context.
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lab::say;

// ANCHOR: seam
type TaskId = usize;

/// What a coroutine gets when it is resumed: who it is, and who may go on.
struct Context<'a> {
    me: TaskId,
    ready: &'a mut VecDeque<TaskId>,
}

enum Step {
    Pending,
    Done,
}

trait Coroutine {
    fn resume(&mut self, cx: &mut Context<'_>) -> Step;
}

#[derive(Default)]
struct Mailbox {
    letter: Option<u32>,
    /// Who waits for it.
    waits: Option<TaskId>,
}
// ANCHOR_END: seam

struct Reader(Arc<Mutex<Mailbox>>);
struct Writer(Arc<Mutex<Mailbox>>);

// ANCHOR: tasks
impl Coroutine for Reader {
    fn resume(&mut self, cx: &mut Context<'_>) -> Step {
        let mut mailbox = lock(&self.0);
        if let Some(letter) = mailbox.letter.take() {
            say!("reader: reads {letter}, and is done");
            return Step::Done;
        }
        say!("reader: no letter yet; leaves word whom to continue, and is pending");
        mailbox.waits = Some(cx.me);
        Step::Pending
    }
}

impl Coroutine for Writer {
    fn resume(&mut self, cx: &mut Context<'_>) -> Step {
        say!("writer: puts 42 in, says continue, and is done");
        let mut mailbox = lock(&self.0);
        mailbox.letter = Some(42);
        if let Some(task) = mailbox.waits.take() {
            cx.ready.push_back(task); // it reaches into the loop
        }
        Step::Done
    }
}
// ANCHOR_END: tasks

// ANCHOR: main
/// Two tasks, a mailbox between them, and a loop.
pub fn main() {
    let mailbox = Arc::new(Mutex::new(Mailbox::default()));
    let mut tasks: Vec<Box<dyn Coroutine>> =
        vec![Box::new(Reader(Arc::clone(&mailbox))), Box::new(Writer(mailbox))];
    let mut ready: VecDeque<TaskId> = (0..tasks.len()).collect();
    let (mut resumed, mut done) = (0, 0);
    while let Some(me) = ready.pop_front() {
        resumed += 1;
        if let Step::Done = tasks[me].resume(&mut Context { me, ready: &mut ready }) {
            done += 1;
        }
    }
    say!("loop: resumed {resumed} times, {done} done");
}
// ANCHOR_END: main

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
