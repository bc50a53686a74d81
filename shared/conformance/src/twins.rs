//! A chapter's `twin.py` and its Rust example, run beside each other: both print the same events in the same order.
//!
//! # Implementation
//! The example is built first; then both are child processes, one after the other.

use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::built;
use crate::patience::{self, Must};

/// Runs both twins of a chapter (`ch05-event-loop`) and compares what they print on stdout, line by line.
///
/// Without a Python of that version or a later one it says on stderr that it was skipped.
///
/// # Panics
/// When the lines differ, with both side by side; when either fails, hangs or prints nothing.
pub fn check(chapter: &str, at_least: (u32, u32)) {
    let python = match python() {
        Some(python) if python.version >= at_least => python,
        Some(Python { name, version: (major, minor) }) => {
            let (least_major, least_minor) = at_least;
            return skipped(&format!(
                "the twins of {chapter} want Python {least_major}.{least_minor}, and {name} is {major}.{minor}"
            ));
        }
        None => return skipped(&format!("the twins of {chapter} want a python3, and there is none")),
    };
    let (number, _) = chapter.split_once('-').must(format_args!("tell the number of {chapter}"));
    let rust = built::example(&format!("{number}_twin")).must("find the Rust twin");
    let rust = said(&mut Command::new(rust));
    // -B: nothing is left behind in the tree.
    let script = built::root().join("chapters").join(chapter).join("twin.py");
    let python = said(Command::new(python.name).arg("-B").arg(script));
    if let Some(difference) = difference(&rust, &python) {
        panic!("the twins of {chapter} differ\n{difference}");
    }
}

/// Both texts side by side, when they differ; lines that do are marked. Two texts without a line differ from what they
/// should be.
pub fn difference(rust: &str, python: &str) -> Option<String> {
    let rust: Vec<&str> = rust.lines().collect();
    let python: Vec<&str> = python.lines().collect();
    if rust == python && !rust.is_empty() {
        return None;
    }
    let width = rust.iter().map(|line| line.chars().count()).max().unwrap_or(0).max("Rust".len());
    let mut table = format!("    {:width$} | Python\n", "Rust");
    for line in 0..rust.len().max(python.len()).max(1) {
        let (left, right) = (rust.get(line), python.get(line));
        let mark = if left == right && left.is_some() { ' ' } else { '!' };
        let shown = |side: Option<&&str>| side.map_or("(nothing)", |line| line).to_owned();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "  {mark} {:width$} | {}", shown(left), shown(right));
    }
    Some(table)
}

/// A Python interpreter.
#[derive(Clone, Copy, Debug)]
struct Python {
    /// What it is called here.
    name: &'static str,
    /// Major and minor version.
    version: (u32, u32),
}

/// The Python of this machine, if there is one. It is asked once.
fn python() -> Option<Python> {
    static PYTHON: OnceLock<Option<Python>> = OnceLock::new();
    // Windows has a `python3` that only opens a shop: what counts is that it answers.
    *PYTHON.get_or_init(|| {
        ["python3", "python"].into_iter().find_map(|name| Some(Python { name, version: version(name)? }))
    })
}

fn version(name: &str) -> Option<(u32, u32)> {
    let ask = "import sys; print(sys.version_info[0], sys.version_info[1])";
    let output = Command::new(name).args(["-c", ask]).stdin(Stdio::null()).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = answer.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Says why something was left out; past the test harness, which would keep it to itself.
fn skipped(why: &str) {
    let _ = writeln!(io::stderr(), "skipped: {why}");
}

/// What a program prints on stdout.
///
/// # Panics
/// When it fails or hangs, with all it said.
fn said(command: &mut Command) -> String {
    command.current_dir(built::root()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().must(format_args!("run {command:?}"));
    let (stdout, stderr) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let status = end(&mut child);
    let (stdout, stderr) = (stdout.join(), stderr.join());
    let (stdout, stderr) = (stdout.unwrap_or_default(), stderr.unwrap_or_default());
    match status {
        Some(status) if status.success() => stdout,
        Some(status) => panic!("{command:?}: {status}\n{stdout}\n{stderr}"),
        None => panic!("{command:?} has not ended after {:?}\n{stdout}\n{stderr}", patience::CASE),
    }
}

/// Reads a pipe to its end, on a thread: a full pipe would stop whoever writes.
fn collect(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.must("have the pipe").read_to_end(&mut bytes).must("read what the program says");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Waits for its end; ends it, and gives `None`, when it does not come.
fn end(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < patience::CASE {
        if let Some(status) = child.try_wait().must("wait for the program") {
            return Some(status);
        }
        thread::sleep(patience::LOOK_AGAIN);
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}
