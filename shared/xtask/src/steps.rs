//! The steps of `cargo x`: a name, what it runs, and what it is good for.

use std::process::ExitCode;
use std::time::Instant;

use crate::workspace::{cargo, command, output, read, run, target};
use crate::{book, breaks, deep, exercises, figures, gates, rows, scoreboard, tools};

/// One step.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// As it is typed after `cargo x`.
    pub name: &'static str,
    /// What it runs, in the words a reader could type.
    pub runs: &'static str,
    /// Runs it. An error says in one line what is wrong; the step's own output said the rest.
    pub run: fn() -> Result<Outcome, String>,
}

/// How a step ended that did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It passed.
    Passed,
    /// It could not be run here, and why. Never the outcome of a check that could be made.
    Skipped(String),
}

// ANCHOR: ci
/// What `cargo x ci` runs, cheap before dear.
pub const CI: &[Step] = &[
    Step { name: "fmt", runs: "cargo fmt --all --check", run: fmt },
    Step { name: "clippy", runs: "cargo clippy --workspace --all-targets -- -D warnings", run: clippy },
    Step { name: "test", runs: TEST, run: test },
    Step { name: "sync", runs: "the starters and the pages, against the solutions", run: sync },
    Step {
        name: "scoreboard",
        runs: "every case on every chapter's program, against the page",
        run: scoreboard,
    },
    Step { name: "doc", runs: "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --workspace", run: doc },
    Step {
        name: "rows",
        runs: "cargo run -p … -- list, against chapters/appendix/rows.md",
        run: rows::check,
    },
    Step { name: "book", runs: "mdbook build, lychee --offline, and the gates", run: book::check },
    Step { name: "msrv", runs: "cargo +VERSION check --workspace --all-targets", run: msrv },
];
// ANCHOR_END: ci

/// What stands beside it.
const OTHER: &[Step] = &[
    Step { name: "poll", runs: "RUSTFLAGS='--cfg polling_test_poll_backend' cargo test", run: poll },
    Step { name: "loom", runs: "RUSTFLAGS='--cfg loom' cargo test --release --test loom", run: deep::loom },
    Step { name: "miri", runs: "cargo +nightly miri test, what needs no socket", run: deep::miri },
    Step { name: "asan", runs: "RUSTFLAGS=-Zsanitizer=address cargo +nightly test", run: deep::asan },
    Step { name: "memcheck", runs: "cargo test, each under valgrind", run: deep::memcheck },
    Step { name: "blocks", runs: "the commands of the pages' console blocks", run: blocks },
    Step { name: "figures", runs: "the demos, with --svg", run: figures::draw },
    Step { name: "tools", runs: "mdbook and lychee", run: tools::install },
];

/// The test command, letter by letter as the README gives it.
pub const TEST: &str = "cargo test";

/// The step of that name.
pub fn find(name: &str) -> Option<&'static Step> {
    CI.iter().chain(OTHER).find(|step| step.name == name)
}

/// Runs the steps in order, up to the first failure.
pub fn run_all(steps: &[Step]) -> ExitCode {
    let all = Instant::now();
    for (index, step) in steps.iter().enumerate() {
        println!("== {}: {}", step.name, step.runs);
        let start = Instant::now();
        let outcome = (step.run)();
        let seconds = start.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome::Passed) => println!("== {}: passed, {seconds:.1} s\n", step.name),
            Ok(Outcome::Skipped(why)) => println!("== {}: skipped: {why}\n", step.name),
            Err(why) => {
                println!("== {}: FAILED after {seconds:.1} s: {why}", step.name);
                let left: Vec<&str> = steps[index + 1..].iter().map(|step| step.name).collect();
                if !left.is_empty() {
                    println!("== not run: {}", left.join(", "));
                }
                println!("== to run it again: cargo x {}", step.name);
                return ExitCode::FAILURE;
            }
        }
    }
    if steps.len() > 1 {
        println!("== all {} steps done, {:.1} s", steps.len(), all.elapsed().as_secs_f64());
    }
    ExitCode::SUCCESS
}

fn passed(result: Result<(), String>) -> Result<Outcome, String> {
    result.map(|()| Outcome::Passed)
}

fn fmt() -> Result<Outcome, String> {
    passed(run(cargo().args(["fmt", "--all", "--check"])))
}

fn clippy() -> Result<Outcome, String> {
    passed(run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])))
}

fn test() -> Result<Outcome, String> {
    if !gates::has_command(&read("README.md")?, TEST) {
        return Err(format!("README.md does not give `{TEST}` on a line of its own in a code block"));
    }
    passed(run(cargo().args(TEST.split(' ').skip(1))))
}

fn scoreboard() -> Result<Outcome, String> {
    breaks::check()?;
    passed(scoreboard::check())
}

/// (`cargo x verify` proves more, and takes six minutes: it is run by hand when an exercise changes.)
fn sync() -> Result<Outcome, String> {
    passed(exercises::sync::check())
}

/// Writes into the pages' console blocks what their programs print today.
fn blocks() -> Result<Outcome, String> {
    passed(run(cargo()
        .args(["test", "--quiet", "-p", "conformance", "--test", "prose", "--", "--include-ignored"])
        .env("CONSOLE_BLOCKS_WRITE", "1")))
}

fn doc() -> Result<Outcome, String> {
    passed(run(cargo().args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings")))
}

fn poll() -> Result<Outcome, String> {
    if !cfg!(target_os = "linux") {
        return Ok(Outcome::Skipped("the flag changes the backend on Linux".into()));
    }
    // Other flags mean another build of everything: in a folder of its own, or each run would throw the other away.
    let folder = target().join("poll-backend");
    passed(run(cargo()
        .arg("test")
        .env("CARGO_TARGET_DIR", folder)
        .env("RUSTFLAGS", "--cfg polling_test_poll_backend")))
}

fn msrv() -> Result<Outcome, String> {
    let manifest = read("Cargo.toml")?;
    let version = gates::rust_version(&manifest).ok_or("Cargo.toml says no rust-version")?;
    // We look, and never install: a toolchain is the user's to choose.
    let installed = output(command("rustup").args(["toolchain", "list"])).unwrap_or_default();
    let Some(toolchain) = gates::toolchain(&installed, version) else {
        return Ok(Outcome::Skipped(format!(
            "Rust {version} is not installed here (rustup toolchain install {version}); the workflow checks it"
        )));
    };
    // Through rustup, not $CARGO: only rustup's proxy understands `+toolchain`, and RUSTUP_TOOLCHAIN would outrank it.
    passed(run(command("rustup")
        .args(["run", toolchain, "cargo", "check", "--workspace", "--all-targets"])
        .env("CARGO_TARGET_DIR", target().join("msrv"))
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env_remove("RUSTC")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_in_the_help_and_found_by_its_name() {
        for step in CI.iter().chain(OTHER) {
            assert!(crate::HELP.contains(&format!("cargo x {} ", step.name)), "{}", step.name);
            assert_eq!(find(step.name).map(|found| found.runs), Some(step.runs));
        }
    }
}
