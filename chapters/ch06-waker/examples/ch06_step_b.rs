//! Step B of three: the task id and the loop it belongs to become one opaque thing, *continue me*.
//!
//! ```console
//! $ cargo run -p ch06-waker --example ch06_step_b
//! ```
//!
//! The writer no longer reaches into the loop: it calls what the reader left. So the writer may stand anywhere, on
//! another thread, outside of every loop; and the loop may be of any kind. Nobody but the loop knows that there is an id
//! in it, and a queue.
#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lab::say;

// ANCHOR: seam
/// *Continue me.* It may be cloned, kept, and called from anywhere.
#[derive(Clone)]
struct Continue(Arc<dyn Fn() + Send + Sync>);

/// What a coroutine gets when it is resumed.
struct Context<'a> {
    continue_me: &'a Continue,
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
    waits: Option<Continue>,
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
        mailbox.waits = Some(cx.continue_me.clone());
        Step::Pending
    }
}

impl Coroutine for Writer {
    fn resume(&mut self, _: &mut Context<'_>) -> Step {
        say!("writer: puts 42 in, says continue, and is done");
        let mut mailbox = lock(&self.0);
        mailbox.letter = Some(42);
        let waits = mailbox.waits.take();
        drop(mailbox); // what we call is not ours: not with our lock held
        if let Some(Continue(call)) = waits {
            call();
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
    let ready: Arc<Mutex<VecDeque<usize>>> = Arc::new(Mutex::new((0..tasks.len()).collect()));
    let (mut resumed, mut done) = (0, 0);
    loop {
        let Some(me) = lock(&ready).pop_front() else { break };
        let queue = Arc::clone(&ready);
        let continue_me = Continue(Arc::new(move || lock(&queue).push_back(me)));
        resumed += 1;
        if let Step::Done = tasks[me].resume(&mut Context { continue_me: &continue_me }) {
            done += 1;
        }
    }
    say!("loop: resumed {resumed} times, {done} done");
}
// ANCHOR_END: main

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
