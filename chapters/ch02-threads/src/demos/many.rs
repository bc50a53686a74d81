//! How many threads can I have? More than most people think; and what they cost.

use std::io;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::ledger::Ledger;
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "many",
    about: "1,000 threads, then 10,000, all asleep: how long they take to start, how much memory",
    rows: "S23",
    flags: &[Flag { name: "threads", value: Value::Number(1, 10_000), about: "So many threads instead." }],
    run,
};

/// How much address space std sets aside for each thread's stack, unless told otherwise.
const STACK_MIB: usize = 2;

/// Threads that were all there at once.
struct Crowd {
    /// How many there were.
    started: usize,
    /// How long it took to start them.
    starting: Duration,
    /// Why there were not more.
    refused: Option<io::Error>,
}

fn run(args: &Args) -> Result<Report, Failure> {
    let sizes = match args.number("threads").map(usize::try_from) {
        Some(threads) => vec![threads?],
        None => vec![1_000, 10_000],
    };
    let ((), before) = Ledger::measure("before", || ());
    say!("threads   started in    each      memory touched   each      address space set aside");
    let mut most = 0;
    // From few to many: the peak of memory never falls.
    for size in sizes {
        let (crowd, ledger) = Ledger::measure("crowd", || crowd(size));
        let Crowd { started, starting, refused } = crowd;
        most = started;
        let micros = starting.as_secs_f64() * 1e6;
        let each = |total: f64| total / started.max(1) as f64;
        let memory =
            ledger.peak_rss_kib.zip(before.peak_rss_kib).map(|(after, before)| (after - before) as f64);
        let (touched, each_touched) = memory.map_or(("-".to_owned(), "-".to_owned()), |kib| {
            (format!("{:.1} MiB", kib / 1024.0), format!("{:.1} KiB", each(kib)))
        });
        say!(
            "{started:>7}   {:>7.1} ms   {:>5.1} µs   {touched:>12}   {each_touched:>9}   {} MiB",
            micros / 1e3,
            each(micros),
            started * STACK_MIB
        );
        if let Some(error) = refused {
            say!("\nThe system refused the next one: {error}.");
            say!(
                "Its limits: `ulimit -u`, /proc/sys/kernel/threads-max, vm.max_map_count (two maps a thread), the cgroup's pids.max."
            );
        }
    }
    say!("");
    Ok(Report {
        remarks: vec![
            "A sleeping thread costs no CPU. Its stack is promised: memory is used where it is touched,"
                .to_owned(),
            "some pages a thread, and as much again in the kernel, which is not counted here.".to_owned(),
            format!(
                "So {most} threads work. What they cost shows when they have something to do: `compare --sweep`."
            ),
        ],
        next: vec!["many --threads 100".to_owned(), "compare --sweep 1,10,100,1000".to_owned()],
        ..Report::default()
    })
}

// ANCHOR: many
/// Starts threads that do nothing but wait, until all are there or the system has none left; then lets them go.
fn crowd(size: usize) -> Crowd {
    let (open, gate) = bounded::<()>(0);
    let mut refused = None;
    let mut threads: Vec<JoinHandle<()>> = Vec::with_capacity(size);
    let start = Instant::now();
    for k in 1..=size {
        let gate = gate.clone();
        // Nothing is ever sent: a thread waits here until the gate is opened for all.
        match lab::thread::spawn(format!("sleeper {k}"), move || {
            let _ = gate.recv();
        }) {
            Ok(thread) => threads.push(thread),
            Err(error) => {
                refused = Some(error);
                break;
            }
        }
    }
    let (started, starting) = (threads.len(), start.elapsed());
    drop(open);
    for thread in threads {
        // A sleeper has nothing in it that could panic.
        let _ = thread.join();
    }
    Crowd { started, starting, refused }
}
// ANCHOR_END: many
