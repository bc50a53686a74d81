//! `cargo x reset`, `skip`, `resume`: the starter comes back, and what the learner wrote is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::files::{replace, same_lines};
use super::terminal::print;
use super::{Answer, Refused, all, named};
use crate::exercises::catalog::Exercise;
use crate::exercises::cut::Parts;
use crate::workspace::{read, root};

/// Begins an exercise again.
///
/// # Errors
/// There is no such exercise, or a file cannot be written; then everything is as it was.
pub fn reset(name: &str) -> Answer {
    let all = all()?;
    let exercise = named(&all, name)?;
    let (file, starter) = (exercise.file(), starter(exercise)?);
    let Some(written) = written(exercise, &starter)? else {
        print(&format!("{} is as you found it.\n", file.display()));
        return Ok(ExitCode::SUCCESS);
    };
    let kept = keep(exercise, &written)?;
    replace(&file, starter.as_bytes())?;
    print(&format!(
        "{} is as you found it again.\nWhat you wrote is in {}\n",
        file.display(),
        kept.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Sets an unfinished exercise aside.
///
/// # Errors
/// As [`reset`].
pub fn skip(name: &str) -> Answer {
    let all = all()?;
    let exercise = named(&all, name)?;
    let (file, starter) = (exercise.file(), starter(exercise)?);
    let before = skipped(exercise);
    let now = written(exercise, &starter)?;
    if now.is_none() && is_skipped(exercise) {
        print(&format!("{0} is skipped already; cargo x resume {0} brings it back.\n", exercise.id()));
        return Ok(ExitCode::SUCCESS);
    }
    // What was skipped before, and never resumed, is kept too.
    if is_skipped(exercise) {
        keep(exercise, &bytes(&before)?)?;
    }
    let text = now.as_deref().unwrap_or(starter.as_bytes());
    replace(&before, text)?;
    replace(&file, starter.as_bytes())?;
    print(&format!(
        "{id} is skipped: the starter stands there again, and all others can be built.\n\
         What you wrote is in {}\nTo go on with it: cargo x resume {id}\n",
        before.display(),
        id = exercise.id()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Brings back what was set aside.
///
/// # Errors
/// As [`reset`]; or it was never set aside.
pub fn resume(name: &str) -> Answer {
    let all = all()?;
    let exercise = named(&all, name)?;
    let (file, aside) = (exercise.file(), skipped(exercise));
    if !is_skipped(exercise) {
        return Err(Refused::Failed(format!("{} is not skipped", exercise.id())));
    }
    let text = bytes(&aside)?;
    let mut words = format!("{} is as you left it.\n", file.display());
    if let Some(written) = written(exercise, &starter(exercise)?)?.filter(|written| *written != text) {
        let kept = keep(exercise, &written)?;
        words += &format!("What you wrote since is in {}\n", kept.display());
    }
    replace(&file, &text)?;
    let gone = root().join(&aside);
    fs::remove_file(&gone).map_err(|error| format!("{}: {error}", aside.display()))?;
    print(&words);
    Ok(ExitCode::SUCCESS)
}

/// Whether the exercise is set aside: the file there is the only mark.
pub fn is_skipped(exercise: &Exercise) -> bool {
    root().join(skipped(exercise)).is_file()
}

/// Whether the learner ever wrote in it: its file is not the starter, or something is kept of it.
pub fn is_begun(exercise: &Exercise) -> bool {
    let differs = || {
        let text = fs::read(root().join(exercise.file())).ok();
        text.zip(starter(exercise).ok()).is_some_and(|(text, starter)| !same_lines(&text, &starter))
    };
    is_skipped(exercise) || root().join(kept(exercise, 1)).is_file() || differs()
}

/// Where a skipped exercise is, from the root.
fn skipped(exercise: &Exercise) -> PathBuf {
    folder(exercise).join(format!("{}.skipped.rs", exercise.name))
}

/// Git passes over it, and so does cargo.
fn folder(exercise: &Exercise) -> PathBuf {
    Path::new("exercises/aside").join(&exercise.folder)
}

/// As the learner finds it.
fn starter(exercise: &Exercise) -> Result<String, String> {
    let text = read(exercise.solution())?;
    Ok(Parts::of(&text).map_err(|why| format!("{}: {why}", exercise.solution().display()))?.starter())
}

/// What the learner wrote; `None`, if it is still the starter or nothing at all.
fn written(exercise: &Exercise, starter: &str) -> Result<Option<Vec<u8>>, String> {
    if !root().join(exercise.file()).exists() {
        replace(&exercise.file(), starter.as_bytes())?;
        return Ok(None);
    }
    let text = bytes(&exercise.file())?;
    Ok((!same_lines(&text, starter)).then_some(text))
}

/// Where a text is kept, from the root.
fn kept(exercise: &Exercise, number: u32) -> PathBuf {
    folder(exercise).join(format!("{}.{number}.rs", exercise.name))
}

/// Keeps a text under the next free number: nothing that was kept is ever written over.
fn keep(exercise: &Exercise, text: &[u8]) -> Result<PathBuf, String> {
    let mut number = 1;
    let path = loop {
        let path = kept(exercise, number);
        if !root().join(&path).exists() {
            break path;
        }
        number += 1;
    };
    replace(&path, text)?;
    Ok(path)
}

/// A file as it is, whatever its encoding.
fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(root().join(path)).map_err(|error| format!("{}: {error}", path.display()))
}
