//! What `twin.py` does, in Rust: a thread for each wait, a lost update, a pool.
//!
//! ```console
//! $ cargo run -p ch02-threads --example ch02_twin
//! $ python3 chapters/ch02-threads/twin.py
//! ```
//!
//! Both print the same events in the same order. (Here a job that fails also says so on stderr, as a panic does.)
#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Barrier, Mutex, PoisonError, mpsc};
use std::thread;

use ch02_threads::ThreadPool;
use ch02_threads::thread_pool::panic_message;
use lab::{net, say};

// ANCHOR: three_waits
/// Three threads, each blocked in its own read. The answers come in another order: nobody holds up anybody.
fn three_waits() -> Result<(), Box<dyn Error>> {
    let office = net::listen(0)?;
    let (tell, got) = mpsc::channel();
    let mut friends = Vec::new();
    for number in 1..=3 {
        let mut mailbox = TcpStream::connect(office.local_addr()?)?;
        friends.push(office.accept()?.0);
        let tell = tell.clone();
        lab::thread::spawn(format!("waits {number}"), move || {
            let mut answer = [0; 100];
            let read = mailbox.read(&mut answer); // blocks this thread, and no other
            // Nobody at the other end: then nobody wants to know.
            let _ = tell.send((number, read.map(|n| String::from_utf8_lossy(&answer[..n]).into_owned())));
        })?;
        say!("thread {number}: waits");
    }
    for number in [2, 3, 1] {
        // One write. `write!` into a socket would make a write of each piece, and the reader may get the first alone.
        friends[number - 1].write_all(format!("answer {number}").as_bytes())?;
        let (number, answer) = got.recv()?;
        say!("thread {number}: {}", answer?);
    }
    Ok(())
}
// ANCHOR_END: three_waits

/// Two threads read, meet, and write what they have read plus one. (A plain number the compiler would refuse to share:
/// that would be a data race. This is a race condition.)
fn add_one_twice() -> u32 {
    let (count, both_have_read) = (AtomicU32::new(0), Barrier::new(2));
    let add_one = || {
        let seen = count.load(SeqCst);
        both_have_read.wait(); // the switch between read and write that is otherwise rare
        count.store(seen + 1, SeqCst);
    };
    thread::scope(|threads| {
        threads.spawn(add_one);
        threads.spawn(add_one);
    });
    count.into_inner()
}

/// The lock keeps them apart; and there is no way to the number but through the lock.
fn add_one_twice_locked() -> u32 {
    let count = Mutex::new(0);
    let add_one = || *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    thread::scope(|threads| {
        threads.spawn(add_one);
        threads.spawn(add_one);
    });
    count.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn job(number: u32) -> u32 {
    assert!(number != 2, "no number");
    number * number
}

/// A job that fails tells whoever asks for its result. The pool's only thread lives on.
fn pool_of_one() -> Result<(), Box<dyn Error>> {
    let pool = ThreadPool::new(1)?;
    let handles = [1, 2, 3].map(|number| pool.submit(move || job(number)));
    for (number, handle) in (1..).zip(handles) {
        match handle.join() {
            Ok(square) => say!("job {number}: {square}"),
            Err(panic) => say!("job {number}: failed, {}", panic_message(&*panic)),
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    three_waits()?;
    say!("two threads add one: {}", add_one_twice());
    say!("two threads add one, under a lock: {}", add_one_twice_locked());
    pool_of_one()
}
