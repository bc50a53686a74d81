//! A process is the house, its threads are the people in it; and what happens when two of them talk at once.

use std::thread;

use ch02_threads::paper::{Manner, mixed, two_writers};
use crossbeam_channel::bounded;
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "hello",
    about: "process id, number and names of threads; two of them print at once: mixed lines, counted",
    rows: "S6 S7",
    flags: &[Flag {
        name: "lines",
        value: Value::Number(1, 1_000_000),
        about: "How many lines each of the two prints; 1000 by default.",
    }],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let lines = args.number("lines").unwrap_or(1_000);
    say!("process {} has {} thread, named {:?}", std::process::id(), lab::thread::alive(), name());
    hello()?;

    let words = two_writers(lines, Manner::WordByWord)?;
    let mixed_up: Vec<&String> = words.iter().filter(|line| mixed(line)).collect();
    say!("\nTwo threads print {lines} lines each, word by word:");
    mixed_up.iter().take(4).for_each(|line| say!("    {line}"));
    say!("{} of {} lines are not what either of them wrote.", mixed_up.len(), words.len());

    let whole = two_writers(lines, Manner::LineByLine)?;
    let mixed_up = whole.iter().filter(|line| mixed(line)).count();
    say!("\nThe same, each line by one `println!`: {mixed_up} of {} are.", whole.len());
    Ok(Report {
        remarks: vec![
            "\nEach `print!` takes stdout's lock, writes, and gives it back: between two, anyone may come in."
                .to_owned(),
            "One `println!` keeps the lock for its whole line. Which line comes first, nobody knows."
                .to_owned(),
        ],
        next: vec!["race".to_owned(), "hello --lines 100000".to_owned()],
        ..Report::default()
    })
}

// ANCHOR: hello
/// A second thread says hello, and stays until it has been counted.
fn hello() -> Result<(), Failure> {
    let (said, heard) = bounded::<()>(1);
    let (leave, stay) = bounded::<()>(0);
    let second = lab::thread::spawn("second", move || {
        say!("hello from the thread {:?}", name());
        let _ = said.send(());
        let _ = stay.recv();
    })?;
    // Without this wait the system decides which of the two lines comes first.
    let _ = heard.recv();
    say!("process {} has {} threads, and this one is {:?}", std::process::id(), lab::thread::alive(), name());
    drop(leave);
    second.join().map_err(|_| Failure("the second thread panicked".to_owned()))
}
// ANCHOR_END: hello

/// The name of the thread that asks.
fn name() -> String {
    thread::current().name().unwrap_or("nameless").to_owned()
}
