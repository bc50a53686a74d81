//! Runs the example program `lab_demo` and looks at what it said.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use lab::ledger::Ledger;
use lab::probe::within;

/// No run here takes a second; a hang must still end.
pub const LONG: Duration = Duration::from_secs(120);

/// How a run of the program ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The last line on stdout, which `--json` promises to be a ledger.
    pub fn ledger(&self) -> Ledger {
        let last = self.stdout.lines().last();
        last.and_then(Ledger::from_json).unwrap_or_else(|| panic!("no ledger at the end of {self:?}"))
    }
}

/// The program, not yet started. `cargo test` builds it beside the tests.
pub fn program(args: &[&str]) -> Command {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|deps| deps.parent()).unwrap();
    let program: PathBuf = folder.join("examples").join(format!("lab_demo{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is missing: cargo build -p lab --examples", program.display());
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program to its end.
pub fn run(args: &[&str]) -> Ended {
    run_command(program(args))
}

/// Runs a prepared program to its end.
pub fn run_command(mut command: Command) -> Ended {
    let what = format!("{command:?}");
    let output = within(LONG, &what, || "it has not ended".to_owned(), move || command.output().unwrap());
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of its own for one test, empty.
pub fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lab-{}-{test}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
