//! What isolation costs: the start of a process against the start of a thread, and each byte that is posted.

use std::hint::black_box;
use std::process::Stdio;
use std::time::{Duration, Instant};

use ch02_threads::ThreadPool;
use ch03_processes::ProcessPool;
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

use super::{errands, this_program};

pub const DEMO: Demo = Demo {
    name: "price",
    about: "what isolation costs: the start of a process, and every byte that is posted",
    rows: "S2 S8",
    flags: &[],
    run,
};

fn run(_args: &Args) -> Result<Report, Failure> {
    let thread = median(51, || {
        // A panic is the only way in which joining could fail, and nothing in there panics.
        let _ = lab::thread::spawn("empty", || ())?.join();
        Ok(())
    })?;
    let process = median(51, || {
        // A worker that finds the end of its stdin at once.
        this_program(errands::HIDDEN)?.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
        Ok(())
    })?;
    say!("start, and wait for the end (median of 51)");
    say!("  a thread            {}", shown(thread));
    say!(
        "  a process           {}   {:.1} times as long",
        shown(process),
        process.as_secs_f64() / thread.as_secs_f64()
    );
    say!("");
    say!("send a message and get it back (median of 21)");
    say!("  bytes        a thread     a process");
    let (threads, processes) = (ThreadPool::new(1)?, ProcessPool::new(this_program(errands::HIDDEN)?, 1)?);
    for bytes in [0, 1 << 10, 1 << 16, 1 << 20, 1 << 24] {
        // The same bytes both ways. The thread gets the vector itself: three words, whatever its length.
        let mut message = b"echo ".to_vec();
        message.resize(5 + bytes, b'.');
        let to_thread = median(21, || {
            let vector = std::mem::take(&mut message);
            message = threads.submit(move || black_box(vector)).join().unwrap_or_default();
            Ok(())
        })?;
        let to_process = median(21, || {
            black_box(processes.submit(message.clone()).wait()?);
            Ok(())
        })?;
        say!("  {bytes:<10}   {:<10}   {}", shown(to_thread), shown(to_process));
    }
    processes.close();
    Ok(Report {
        remarks: vec![
            "A thread is given a pointer. To a process every byte is copied: into the pipe, out of the pipe, and back.".into(),
            "So post little and compute much: a number goes out, a sum comes back (the main demo).".into(),
        ],
        next: vec!["sums".into(), "workers".into()],
        ..Report::default()
    })
}

/// The middle one of so many times.
fn median(runs: usize, mut f: impl FnMut() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        f()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[runs / 2])
}

fn shown(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 1e-3 => format!("{:.1} µs", s * 1e6),
        s => format!("{:.2} ms", s * 1e3),
    }
}
