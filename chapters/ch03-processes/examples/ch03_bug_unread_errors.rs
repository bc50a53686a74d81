//! Bug: a pool that is done surprisingly soon, because every job failed and nobody looked.
//!
//! ```console
//! $ cargo run -p ch03-processes --example ch03_bug_unread_errors
//! ```
//!
//! Python does the same with `executor.map(f, jobs)` whose results are not read: the error of a job sleeps in its
//! result. Here each answer is a `Result`, and the compiler warns when one is thrown away; a list of them it lets go.
#![forbid(unsafe_code)]

use std::env;
use std::io;
use std::process::{Command, Stdio};
use std::time::Instant;

use ch03_processes::{ProcessPool, worker};
use lab::say;

fn main() -> io::Result<()> {
    if env::args().nth(1).as_deref() == Some("worker") {
        // Expects a number, and panics at anything else.
        return worker::run(|job| {
            let n: u64 = match String::from_utf8_lossy(job).parse() {
                Ok(n) => n,
                Err(error) => panic!("no number: {error}"),
            };
            lab::work::sum_of_squares(n).to_string().into_bytes()
        });
    }
    let mut command = Command::new(env::current_exe()?);
    // The workers' stderr is thrown away too: then nothing at all is to be seen. A backtrace, where one is asked for, would
    // take longer than all the sums.
    command.arg("worker").stderr(Stdio::null()).env("RUST_BACKTRACE", "0");
    let pool = ProcessPool::new(command, num_cpus::get())?;
    // "10,000,000" is no number to `parse`.
    let jobs = || (0..20).map(|x| format!("10,000,0{x:02}").into_bytes());

    // ANCHOR: wrong
    let start = Instant::now();
    let answers = pool.map(jobs());
    say!("wrong: {} sums in {:.3} s!", answers.len(), start.elapsed().as_secs_f64());
    // ANCHOR_END: wrong

    // ANCHOR: right
    let (mut sums, mut first_error) = (0, None);
    for answer in pool.map(jobs()) {
        match answer {
            Ok(_) => sums += 1,
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    say!("right: {sums} of 20 jobs brought a sum");
    if let Some(error) = first_error {
        say!("       the first error: {error}");
    }
    // ANCHOR_END: right
    pool.close();
    Ok(())
}
