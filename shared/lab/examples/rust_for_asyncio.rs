//! Ten small pieces of Rust for people who know Python's asyncio: the listings of the book's appendix.
//!
//! ```console
//! $ cargo run -p lab --example rust_for_asyncio
//! ```
//!
//! Each piece asserts what the page says of it, so a page that tells stories does not get past the tests.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::Future;
use std::num::ParseIntError;
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;

use slab::Slab;

fn main() {
    let pieces: [(&str, fn()); 10] = [
        ("ownership", ownership),
        ("result", result),
        ("enums", enums),
        ("traits", traits),
        ("closures", closures),
        ("drop", dropping),
        ("arc-mutex", arc_mutex),
        ("send", send),
        ("keys", keys),
        ("future", future),
    ];
    for (name, piece) in pieces {
        piece();
        println!("{name:<10} as the page says");
    }
}

// ANCHOR: ownership
fn ownership() {
    let letter = String::from("come tomorrow");
    assert_eq!(read(&letter), 13); // lent: it is ours again when the call returns
    let mine = letter; // moved: `letter` is no name for anything now (E0382 if you use it)
    assert_eq!(post(mine), 13); // given away for good
}

fn read(letter: &str) -> usize {
    letter.len() // may look at it, may not keep it
}

fn post(letter: String) -> usize {
    letter.len() // owns it: freed here, at the end, by nobody's garbage collector
}
// ANCHOR_END: ownership

// ANCHOR: result
fn port(text: &str) -> Result<u16, ParseIntError> {
    let number = text.trim().parse::<u16>()?; // `?`: on an error, return it from here
    Ok(number)
}

fn result() {
    assert_eq!(port(" 8080 "), Ok(8080));
    match port("80a") {
        Ok(number) => panic!("{number} is no port"),
        Err(error) => assert_eq!(error.to_string(), "invalid digit found in string"),
    }
}
// ANCHOR_END: result

// ANCHOR: enums
enum Step {
    Wait { key: usize }, // each case has fields of its own
    Yield,
    Done(String),
}

fn describe(step: &Step) -> String {
    match step {
        Step::Wait { key } => format!("waits for socket {key}"),
        Step::Yield => "gives way".to_owned(),
        Step::Done(page) => format!("has {} bytes", page.len()),
    } // leave a case out, and it does not compile (E0004)
}
// ANCHOR_END: enums

fn enums() {
    assert_eq!(describe(&Step::Wait { key: 7 }), "waits for socket 7");
    assert_eq!(describe(&Step::Yield), "gives way");
    assert_eq!(describe(&Step::Done("page".to_owned())), "has 4 bytes");
}

// ANCHOR: traits
trait Work {
    fn go_on(&mut self) -> bool; // true: there is more to do
}

/// Compiled anew for each type of work: the call is known when it is compiled.
fn run_one<W: Work>(mut work: W) {
    while work.go_on() {}
}

/// Compiled once, for any mixture: each box is a pointer and a table of functions.
fn run_all(mut all: Vec<Box<dyn Work>>) {
    while !all.is_empty() {
        all.retain_mut(|work| work.go_on()); // a turn each; who is done leaves
    }
}
// ANCHOR_END: traits

struct Count<'c>(u32, &'c Cell<u32>);

impl Work for Count<'_> {
    fn go_on(&mut self) -> bool {
        self.1.set(self.1.get() + 1);
        self.0 -= 1;
        self.0 > 0
    }
}

struct Once;

impl Work for Once {
    fn go_on(&mut self) -> bool {
        false
    }
}

fn traits() {
    let calls = Cell::new(0);
    run_one(Count(3, &calls));
    assert_eq!(calls.get(), 3);
    run_all(vec![Box::new(Once), Box::new(Once)]);
}

// ANCHOR: closures
fn closures() {
    let name = String::from("ada");
    let greet = || format!("hello, {name}"); // borrows what it uses
    assert_eq!(greet(), "hello, ada");
    let job = move || name.len(); // takes it along: `name` is no longer ours
    let mut queue: VecDeque<Box<dyn FnOnce() -> usize + Send>> = VecDeque::new();
    queue.push_back(Box::new(job)); // it may now outlive this function, and leave this thread
    if let Some(job) = queue.pop_front() {
        assert_eq!(job(), 3); // `FnOnce`: called once, and used up
    }
}
// ANCHOR_END: closures

// ANCHOR: drop
struct Permit<'a> {
    free: &'a Cell<u32>,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.free.set(self.free.get() + 1); // runs at `}`, at an early return, at `?`, at a panic
    }
}

fn take(free: &Cell<u32>) -> Permit<'_> {
    free.set(free.get() - 1);
    Permit { free }
}
// ANCHOR_END: drop

fn dropping() {
    let free = Cell::new(1);
    {
        let _permit = take(&free);
        assert_eq!(free.get(), 0);
    }
    assert_eq!(free.get(), 1);
}

// ANCHOR: arc_mutex
fn arc_mutex() {
    let count = Arc::new(Mutex::new(0)); // one number, under a lock, with a counted handle
    let other = Arc::clone(&count); // a second handle to the same number
    let thread = thread::spawn(move || add(&other));
    add(&count);
    assert!(thread.join().is_ok());
    assert_eq!(count.lock().map(|count| *count).ok(), Some(2));
}

fn add(count: &Mutex<u32>) {
    if let Ok(mut count) = count.lock() {
        *count += 1; // the only way to the number is through the lock
    } // the guard is dropped: unlocked
}
// ANCHOR_END: arc_mutex

// ANCHOR: send
fn send() {
    let (to_main, from_thread) = mpsc::channel();
    let numbers: Vec<i32> = (1..=3).collect(); // a `Vec` is `Send`: it may move to another thread
    let thread = thread::spawn(move || to_main.send(numbers.into_iter().sum::<i32>()));
    // With an `Rc` in the closure it does not compile (E0277): its count is a plain number.
    assert_eq!(from_thread.recv(), Ok(6));
    assert!(thread.join().is_ok());
}
// ANCHOR_END: send

// ANCHOR: keys
fn keys() {
    let mut tasks: Slab<&str> = Slab::new(); // the one owner of all tasks
    let fetch = tasks.insert("fetch"); // a key is a small number: copied, sent, kept
    let clock = tasks.insert("clock");
    let mut ready = VecDeque::from([clock, fetch]);
    tasks.remove(fetch); // done early; a key to it is still in the queue
    let mut ran: Vec<&str> = Vec::new();
    while let Some(key) = ready.pop_front() {
        ran.extend(tasks.get(key)); // a key whose task has gone finds nothing, and that is all
    }
    assert_eq!(ran, ["clock"]);
}
// ANCHOR_END: keys

// ANCHOR: future
struct ThirdTime(u32);

impl Future for ThirdTime {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<&'static str> {
        self.0 += 1; // read `Pin<&mut Self>` as `&mut Self`
        if self.0 == 3 {
            return Poll::Ready("there");
        }
        context.waker().wake_by_ref(); // "ask me again": whoever says pending owes a wake
        Poll::Pending
    }
}

async fn third_time() -> &'static str {
    ThirdTime(0).await // passes on each `Pending`; goes on after the `Ready`
}
// ANCHOR_END: future

fn future() {
    let mut future = Box::pin(third_time()); // nothing has run yet
    let mut context = Context::from_waker(Waker::noop());
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(word) = future.as_mut().poll(&mut context) {
            assert_eq!((polls, word), (3, "there"));
            break;
        }
    }
}
