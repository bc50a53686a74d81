//! How many workers? The sums with 1, 2, … twice as many as there are cores.

use ch03_processes::ProcessPool;
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::ledger::Ledger;

use super::{errands, this_program};

pub const DEMO: Demo = Demo {
    name: "workers",
    about: "how many workers? flat past the cores",
    rows: "S19 S23",
    flags: &[Flag {
        name: "n",
        value: Value::Number(0, 100_000_000),
        about: "the length of each sum (10,000,000)",
    }],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let n = args.number("n").unwrap_or(10_000_000);
    let cores = num_cpus::get();
    let mut counts: Vec<usize> = (1..=2 * cores).collect();
    // On a large machine doubling says as much as counting.
    if cores > 4 {
        counts.retain(|workers| workers.is_power_of_two() || workers % cores == 0);
    }
    let mut runs = Vec::new();
    for workers in counts {
        let name = format!("{workers} worker{}", if workers == 1 { "" } else { "s" });
        let (done, ledger) = Ledger::measure(name.clone(), || -> Result<(), Failure> {
            let pool = ProcessPool::new(this_program(errands::HIDDEN)?, workers)?;
            for answer in pool.map(vec![format!("sum {n}").into_bytes(); 20]) {
                answer?;
            }
            pool.close();
            Ok(())
        });
        done?;
        runs.push(Run { name, timeline: None, ledger });
    }
    Ok(Report {
        intro: format!("20 sums of the squares of 0 up to {n}, on {cores} cores"),
        runs,
        remarks: vec![
            "Past the cores more workers only take turns: the same work, a little dearer. (The threads in the table are the".into(),
            "parent's: one for each worker, which waits for its answers.)".into(),
        ],
        next: vec!["sums".into(), "price".into()],
    })
}
