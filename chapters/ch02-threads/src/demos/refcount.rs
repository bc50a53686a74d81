//! Two threads, one reference count: the reason for Python's lock.

use ch02_threads::refcount::{Outcome, under_the_lock, unprotected, with_arc};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "refcount",
    about: "two threads take and drop references to one object: the count goes wrong; why a global lock repairs it",
    rows: "S10",
    flags: &[Flag {
        name: "times",
        value: Value::Number(1, 10_000_000),
        about: "How many references each takes and drops; 300000 by default.",
    }],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let times = args.number("times").unwrap_or(300_000);
    say!(
        "One object, owned once. Two threads take a reference and drop it, {times} times each.\n\
         The count must say 1.\n"
    );
    show("load, add, store", unprotected(2, times)?);
    show("under the global lock", under_the_lock(2, times)?);
    say!("  {:<22} the count is off by {:>5}", "std's Arc", with_arc(2, times)?.abs_diff(1));
    say!("  {:<22} does not compile: `Rc<…>` cannot be sent between threads safely\n", "std's Rc");
    Ok(Report {
        remarks: vec![
            "CPython counts by load, add, store, in every object; one lock around the interpreter is what keeps".to_owned(),
            "the counts right. Rust has two types instead: Rc, whose cheap count must stay on one thread,".to_owned(),
            "and Arc, whose dearer one need not.".to_owned(),
        ],
        next: vec!["fib".to_owned(), "race".to_owned()],
        ..Report::default()
    })
}

fn show(how: &str, outcome: Outcome) {
    // Too high is a leak. Too low is a crash: the object is freed while somebody uses it.
    let off = (outcome.count - 1).abs();
    say!(
        "  {how:<22} the count is off by {off:>5}   and said {:>6} times \"free it\" too early",
        outcome.freed
    );
}
