//! The checks that look under the tests: every order of the steps (loom), every access to memory (Miri, AddressSanitizer,
//! memcheck). Each builds everything in its own way, so each has a target folder of its own.

use std::fs;

use crate::steps::Outcome;
use crate::workspace::{cargo, command, output, root, run, target};

/// The chapters in which two sides meet, or pointers are made by hand.
const CHAPTERS: [&str; 4] = ["ch06-waker", "ch07-executor", "ch08-runtime", "ch09-fast-path"];

/// Tells the watchdogs of the tests (`lab::probe::within`) how many times slower everything is here.
const SLOWER: &str = "LAB_SLOWER";

/// The machine that sanitizer and memcheck are run on.
const LINUX: &str = "x86_64-unknown-linux-gnu";

/// `cargo x loom`.
pub fn loom() -> Result<Outcome, String> {
    for chapter in ["ch02-threads"].into_iter().chain(CHAPTERS) {
        run(cargo()
            .args(["test", "--release", "-p", chapter, "--test", "loom"])
            .env("RUSTFLAGS", "--cfg loom")
            .env("CARGO_TARGET_DIR", target().join("loom")))?;
    }
    Ok(Outcome::Passed)
}

/// `cargo x miri`: the tests that need no socket. Miri knows none.
pub fn miri() -> Result<Outcome, String> {
    if !has_nightly()?
        || output(command("rustup").args(["run", "nightly", "cargo", "miri", "--version"])).is_err()
    {
        return Ok(Outcome::Skipped(
            "Miri is not installed here (rustup +nightly component add miri); the workflow runs it".into(),
        ));
    }
    for chapter in CHAPTERS {
        let tests = without_sockets(chapter)?;
        let arguments = tests.iter().flat_map(|test| ["--test", test]);
        run(nightly()
            .args(["miri", "test", "-p", chapter])
            .args(arguments)
            // The tests ask for the time; and a virtual clock begins at some time, too.
            .env("MIRIFLAGS", "-Zmiri-disable-isolation")
            .env("CARGO_TARGET_DIR", target().join("miri")))?;
    }
    Ok(Outcome::Passed)
}

/// `cargo x asan`: all tests of the chapters, under AddressSanitizer.
pub fn asan() -> Result<Outcome, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Ok(Outcome::Skipped(format!("it is set up for {LINUX}")));
    }
    if !has_nightly()? {
        return Ok(Outcome::Skipped("the nightly toolchain is not installed here".into()));
    }
    // Some tests start the examples: a plain `cargo test` builds them too, `--tests` does not. (A plain one would also run
    // the doc tests, which are linked without the sanitizer.)
    // And one test looks at how much memory a server has: with a sanitizer that is more.
    let build: &[&str] = &["build", "--examples"];
    let test: &[&str] = &["test", "--tests"];
    let skip: &[&str] = &["--", "--skip", "a_client_that_never_reads"];
    for (what, last) in [(build, &[][..]), (test, skip)] {
        let packages = CHAPTERS.iter().flat_map(|chapter| ["-p", chapter]);
        run(nightly()
            .args(what)
            .args(["--target", LINUX])
            .args(packages)
            .args(last)
            .env("RUSTFLAGS", "-Zsanitizer=address")
            .env("CARGO_TARGET_DIR", target().join("asan")))?;
    }
    Ok(Outcome::Passed)
}

/// `cargo x memcheck`: all tests of the chapters in one process each, under valgrind.
pub fn memcheck() -> Result<Outcome, String> {
    if output(command("valgrind").arg("--version")).is_err() {
        return Ok(Outcome::Skipped("valgrind is not installed here".into()));
    }
    for chapter in CHAPTERS {
        // The suites that start programs would look at us and not at them: valgrind stays with the first process.
        let tests = tests(chapter)?.into_iter().filter(|name| {
            !["chat", "contract", "loom", "demos"].contains(&&**name) && !name.starts_with("bugs")
        });
        let tests: Vec<String> = tests.collect();
        let arguments = tests.iter().flat_map(|test| ["--test", test]);
        run(cargo()
            .args(["test", "-p", chapter, "--lib"])
            .args(arguments)
            .env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", "valgrind --quiet --error-exitcode=1")
            // It makes all slow, and the watchdogs of the tests go by the clock.
            .env(SLOWER, "50")
            .env("CARGO_TARGET_DIR", target().join("memcheck")))?;
    }
    Ok(Outcome::Passed)
}

/// Cargo of the nightly toolchain. Through rustup, not `$CARGO`: only rustup's proxy can change the toolchain.
pub fn nightly() -> std::process::Command {
    let mut command = command("rustup");
    command.args(["run", "nightly", "cargo"]);
    for name in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(name);
    }
    command
}

pub fn has_nightly() -> Result<bool, String> {
    let installed = output(command("rustup").args(["toolchain", "list"])).unwrap_or_default();
    Ok(installed.lines().any(|name| name.starts_with("nightly")))
}

/// The names of a chapter's test files.
fn tests(chapter: &str) -> Result<Vec<String>, String> {
    let folder = root().join("chapters").join(chapter).join("tests");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

fn without_sockets(chapter: &str) -> Result<Vec<String>, String> {
    let names = tests(chapter)?.into_iter().filter(|name| name.ends_with("_without_sockets"));
    let names: Vec<String> = names.collect();
    if names.is_empty() { Err(format!("{chapter} has no tests without sockets")) } else { Ok(names) }
}
