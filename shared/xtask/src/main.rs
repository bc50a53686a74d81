//! `cargo x`: everything the project checks, as one command.
//!
//! # Implementation
//! Little more than the standard library, so that it is built in a few seconds: a learner waits for it. One thread; each step is a child process that inherits the
//! terminal and has no stdin. What is checked without a process is in [`gates`]: functions over strings.
//! [`race`] checks nothing: it measures. [`learn`] is the learner's part.
#![forbid(unsafe_code)]

mod anchors;
mod book;
mod breaks;
mod browse;
mod deep;
mod exercises;
mod figures;
mod fuzz;
mod gates;
mod learn;
mod markup;
mod pictures;
mod preprocess;
mod race;
mod repairs;
mod rows;
mod scoreboard;
mod soak;
mod steps;
mod tools;
mod workspace;

use std::process::ExitCode;

const HELP: &str = "\
cargo x ...: the project's checks

  cargo x ci        everything below that decides, in order; stops at the first failure

  cargo x fmt       the formatting (`cargo fmt --all` mends it)
  cargo x clippy    the lints, warnings denied
  cargo x test      the tests, as the README gives them
  cargo x doc       the API documentation, warnings denied
  cargo x rows      every row of the book's table has a command that shows it; the index leads to its places
  cargo x book      builds the book and checks its log, its listings and its links
  cargo x msrv      the oldest Rust we promise, where that toolchain is installed

  cargo x loom      the two-sided protocols of chapters 6 to 8, in every order of their steps
  cargo x miri      their tests that need no socket, under Miri, where it is installed
  cargo x asan      their tests under AddressSanitizer (Linux, nightly)
  cargo x memcheck  their tests under valgrind, where it is installed
  cargo x fuzz      made-up bytes for everything that reads bytes, where cargo-fuzz is installed: [--seconds N] [TARGET…]
  cargo x poll      the tests on poll(2) instead of epoll (Linux; not part of `ci`, the workflow runs it)
  cargo x blocks    writes into the pages' console blocks what their programs print today (CONSOLE_BLOCKS=ch05: of
                    those pages)
  cargo x figures   draws the book's figures again, from real runs
  cargo x browse    the built book in a real browser (Node and Chromium): [--shots DIR] [--all-themes]
                    [PAGE…]; or --share, which draws its share picture and icon
  cargo x sync      cuts the exercises' starters from the solutions; --check says whether they are as cut
  cargo x verify    the checks fail on the starters, pass on the solutions, catch every wrong variant: [ch05[::NAME]]
  cargo x scoreboard  every case on every chapter's program, into the page; --check says whether the page is true;
                    --breaks writes only who caught what
  cargo x breaks    breaks the chapters in known ways, one at a time, and looks whether the tests say so: [NAME];
                    --check says whether each break still finds its lines
  cargo x repairs   repairs each bug on purpose, and looks whether its test fails then, as it must: [NAME]
  cargo x soak      good and hostile clients on the servers of chapters 5, 7 and 8, and what they leave behind (Linux):
                    [--minutes M] [--json] [--svg FILE] [5] [7] [8]
  cargo x race      servers and runtimes beside one another (Linux): cargo x race --help
  cargo x preprocess  puts the pictures into the pages; mdbook starts it
  cargo x tools     gets mdbook and lychee, as `book` would

To run a chapter: cargo run -p ch05-event-loop
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(code) = learn::answer(&words) {
        return code;
    }
    match *words.as_slice() {
        ["help" | "--help" | "-h"] => {
            print!("{}\n{HELP}", learn::HELP);
            ExitCode::SUCCESS
        }
        ["fuzz", ref words @ ..] => fuzz::fuzz(words),
        ["browse", ref words @ ..] => browse::browse(words),
        ["preprocess", ref words @ ..] => preprocess::answer(words),
        ["race", ref words @ ..] => race::race(words),
        ["soak", ref words @ ..] => soak::soak(words),
        ["scoreboard"] => done(scoreboard::write()),
        ["scoreboard", "--breaks"] => done(scoreboard::write_breaks()),
        ["scoreboard", "--check"] => done(scoreboard::check()),
        ["breaks"] => done(breaks::run("")),
        ["breaks", "--check"] => done(breaks::check()),
        ["breaks", which] => done(breaks::run(which)),
        ["repairs"] => done(repairs::run("")),
        ["repairs", which] => done(repairs::run(which)),
        ["sync"] => done(exercises::sync::write()),
        ["verify"] => done(exercises::verify::verify("")),
        ["verify", which] => done(exercises::verify::verify(which)),
        ["sync", "--check"] => done(exercises::sync::check()),
        ["ci"] => steps::run_all(steps::CI),
        [name] => match steps::find(name) {
            Some(step) => steps::run_all(std::slice::from_ref(step)),
            None => learn::look_at(name)
                .unwrap_or_else(|| usage(&format!("no command and no exercise is called `{name}`"))),
        },
        [name, ..] => usage(&format!("`{name}` takes no arguments")),
        [] => usage("nothing to do"),
    }
}

/// The end of a command that says in one line what went wrong.
fn done(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("cargo x: {why}");
            ExitCode::FAILURE
        }
    }
}

fn usage(what: &str) -> ExitCode {
    eprintln!("cargo x: {what}; `cargo x help` lists the commands");
    ExitCode::from(2)
}
