//! `cargo x browse`: the built book in a real browser. Run by hand and by the workflow; no part of `ci`, as it needs Node
//! and Chromium.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::book;
use crate::workspace::{command, root, run, target};

/// What a machine needs that has neither.
const HOW: &str = "it needs Node 20 with npm, and Chromium: apt-get install nodejs npm chromium (Debian), brew install node \
                   (macOS, with Google Chrome); CHROME says where the browser is, if it is elsewhere";

/// Looks at every page; what is left of the command line goes on to the script: `--shots DIR`, names of pages, `--share`.
pub fn browse(words: &[&str]) -> ExitCode {
    match look(words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("cargo x browse: {why}");
            ExitCode::FAILURE
        }
    }
}

fn look(words: &[&str]) -> Result<(), String> {
    let folder = root().join("shared").join("browser");
    // On Windows npm is a script that the system finds only by its whole name.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    for program in ["node", npm] {
        let answer = Command::new(program).arg("--version").stdin(Stdio::null()).output();
        if !answer.is_ok_and(|answer| answer.status.success()) {
            return Err(format!("{program} is not here; {HOW}"));
        }
    }
    // As package-lock.json has it, and only when that is newer than what is there.
    let (lock, installed) =
        (folder.join("package-lock.json"), folder.join("node_modules/.package-lock.json"));
    if !is_newer(&installed, &lock) {
        run(command(npm).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder))?;
    }
    let mut node = command("node");
    node.arg(folder.join("browse.mjs"));
    if let Some(("--share", [])) = words.split_first().map(|(first, rest)| (*first, rest)) {
        return run(node.arg("--share").arg(root()));
    }
    book::build_only()?;
    node.arg(target().join("book"));
    // A folder is meant from where the user stands; the script starts at the root.
    let here = std::env::current_dir().map_err(|error| error.to_string())?;
    let mut after_shots = false;
    for word in words {
        let word: PathBuf = if after_shots { here.join(word) } else { word.into() };
        after_shots = word.as_os_str() == OsStr::new("--shots");
        node.arg(word);
    }
    if after_shots {
        return Err("--shots needs a folder".to_owned());
    }
    run(&mut node).map_err(|_| format!("the browser found faults, or could not start ({HOW})"))
}

/// Whether the first file was written after the second; not if it does not exist.
fn is_newer(first: &Path, second: &Path) -> bool {
    let written = |path: &Path| path.metadata().and_then(|data| data.modified());
    match (written(first), written(second)) {
        (Ok(first), Ok(second)) => first >= second,
        _ => false,
    }
}
