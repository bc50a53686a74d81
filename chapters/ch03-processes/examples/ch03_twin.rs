//! What `twin.py` does, in Rust: memory that is not shared, answers in order, and a crash.
//!
//! ```console
//! $ cargo run -p ch03-processes --example ch03_twin
//! $ python3 chapters/ch03-processes/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::env;
use std::error::Error;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};

use ch03_processes::{ProcessPool, WorkerError, worker};
use lab::say;

/// Every process that runs this program has one of its own.
static NUMBER: AtomicU8 = AtomicU8::new(1);

// ANCHOR: twin
/// What a worker does with a job. (Python posts the name of a function and pickles its arguments; here a job is bytes.)
fn work(job: &[u8]) -> Vec<u8> {
    match job {
        b"add one" => vec![NUMBER.fetch_add(1, SeqCst) + 1],
        b"crash" => process::exit(7), // the process ends here and now: no panic, no farewell
        _ => job.iter().map(|x| x * x).collect(),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // The guard: a worker is this program, started again. Python's is `if __name__ == "__main__"`.
    if env::args().nth(1).as_deref() == Some("worker") {
        return Ok(worker::run(work)?);
    }
    let workers = || -> Result<Command, std::io::Error> {
        let mut command = Command::new(env::current_exe()?);
        command.arg("worker");
        Ok(command)
    };
    let pool = ProcessPool::new(workers()?, 1)?;
    say!("parent: the number is {}", NUMBER.load(SeqCst));
    for _ in 0..2 {
        say!("worker: it is {}, one more", pool.submit(b"add one".to_vec()).wait()?[0]);
    }
    say!("parent: the number is {}", NUMBER.load(SeqCst));
    if let Err(WorkerError::Died(_)) = pool.submit(b"crash".to_vec()).wait() {
        say!("worker: died in the middle of its job");
    }
    // This pool would go on: it starts another worker for the one that died. Python's does no more jobs.
    pool.close();
    let pool = ProcessPool::new(workers()?, 2)?;
    say!("parent: still here, with new workers");
    for (x, answer) in (1..).zip(pool.map((1..=4).map(|x| vec![x]))) {
        say!("worker: the square of {x} is {}", answer?[0]);
    }
    pool.close();
    Ok(())
}
// ANCHOR_END: twin
