//! The command line of `micro` and `micro-heap`.

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use ch09_fast_path::steps::{OneAllocation, OneCall, Registered, ToldOnce, Wheeled};
use lexopt::prelude::{Long, Value, ValueExt};

use super::meter::{Enough, Plan, Report};
use super::runtimes::{Ch07, Ch08, Ch09, LocalPool, Smol, Step, Tokio};
use super::{Runtime, heap, hog, spawning, timers, waking};

const USAGE: &str = "usage: micro RUNTIME WORK [--size N] [--seconds S | --batches N]
  runtimes: tokio smol local-pool ch07 ch08 ch09 ch09@STEP
  works: spawn yield oneshot wake timers-fire timers-tasks timers-cancel heap hog";

/// Does one work on one runtime, and prints one line.
pub fn main() -> ExitCode {
    match run() {
        Ok(report) => {
            lab::say!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("micro: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Report, Box<dyn Error>> {
    let mut plan = Plan { size: 1000, enough: Enough::After(Duration::from_millis(500)) };
    let (mut names, mut words) = (Vec::new(), lexopt::Parser::from_env());
    while let Some(word) = words.next()? {
        match word {
            Long("size") => plan.size = words.value()?.parse::<usize>()?.max(1),
            Long("seconds") => {
                plan.enough = Enough::After(Duration::try_from_secs_f64(words.value()?.parse()?)?);
            }
            Long("batches") => plan.enough = Enough::Batches(words.value()?.parse()?),
            Value(name) => names.push(name.string()?),
            word => return Err(word.unexpected().into()),
        }
    }
    let [runtime, work] = &names[..] else { return Err(USAGE.into()) };
    let report = match runtime.as_str() {
        "tokio" => on::<Tokio>(work, plan),
        "smol" => on::<Smol>(work, plan),
        "local-pool" => on::<LocalPool>(work, plan),
        "ch07" => on::<Ch07>(work, plan),
        "ch08" => on::<Ch08>(work, plan),
        "ch09" => on::<Ch09>(work, plan),
        // In the order of `ch09_fast_path::steps::STEPS`.
        "ch09@0" => on::<Ch08>(work, plan),
        "ch09@1" => on::<Step<Registered>>(work, plan),
        "ch09@2" => on::<Step<OneCall>>(work, plan),
        "ch09@3" => on::<Step<ToldOnce>>(work, plan),
        "ch09@4" => on::<Step<OneAllocation>>(work, plan),
        "ch09@5" => on::<Step<Wheeled>>(work, plan),
        other => return Err(format!("no runtime is called `{other}`\n{USAGE}").into()),
    };
    Ok(report.ok_or_else(|| format!("no work is called `{work}`\n{USAGE}"))??)
}

/// Does the work of that name; `None` if there is none.
fn on<R: Runtime>(work: &str, plan: Plan) -> Option<io::Result<Report>> {
    let done = match work {
        "spawn" => R::block_on(|runtime| spawning::spawn(runtime, plan)),
        "yield" => R::block_on(|runtime| spawning::yield_now(runtime, plan)),
        "oneshot" => R::block_on(|runtime| spawning::oneshot(runtime, plan)),
        "wake" => R::block_on(|runtime| waking::wake(runtime, plan)),
        "timers-fire" => R::block_on(|runtime| timers::fire(runtime, plan)),
        "timers-tasks" => R::block_on(|runtime| timers::tasks(runtime, plan)),
        "timers-cancel" => R::block_on(|runtime| timers::cancel(runtime, plan)),
        "heap" => R::block_on(|runtime| heap::heap(runtime, plan)),
        "hog" => R::block_on(|runtime| hog::hog(runtime, plan)),
        _ => return None,
    };
    Some(done.and_then(|report| report))
}
