//! `cargo x sync`: cuts the starters from the solutions and writes the exercises into the pages, or says what differs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::cut::Parts;
use super::pages;
use crate::workspace::{read, root, walk};

/// How long a line may be: `max_width` in rustfmt.toml.
const WIDTH: usize = 110;

/// The starters, by path from the root: what `exercises/src` holds before anybody has solved anything.
///
/// # Errors
/// A solution cannot be read, or its marks are wrong.
pub fn starters() -> Result<Vec<(PathBuf, String)>, String> {
    let folder = root().join("solutions/src");
    let files = walk(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut starters = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        let inside = file.strip_prefix(&folder).map_err(|error| error.to_string())?;
        let text = read(file)?;
        let parts = Parts::of(&text).map_err(|why| format!("solutions/src/{}: {why}", inside.display()))?;
        let starter = parts.starter();
        if let Some(long) =
            starter.lines().find(|line| line.contains("todo!(") && line.chars().count() > WIDTH)
        {
            return Err(format!(
                "solutions/src/{}: a shorter first sentence, or `cargo fmt` breaks the starter's line: {}",
                inside.display(),
                long.trim()
            ));
        }
        starters.push((Path::new("exercises/src").join(inside), starter));
    }
    Ok(starters)
}

/// Writes the starters. What the learner wrote in `exercises/src` is lost: this is the maintainer's command.
///
/// # Errors
/// A solution cannot be read, or a starter cannot be written.
pub fn write() -> Result<(), String> {
    let starters = starters()?;
    for stray in strays(&starters)? {
        fs::remove_file(&stray).map_err(|error| format!("{}: {error}", stray.display()))?;
        println!("removed {}", stray.display());
    }
    for (path, text) in starters {
        if read(&path).is_ok_and(|now| now == text) {
            continue;
        }
        let file = root().join(&path);
        let made = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        made.map_err(|error| format!("{}: {error}", path.display()))?;
        println!("wrote {}", path.display());
    }
    pages::write()
}

/// Says which starters are not what would be cut.
///
/// # Errors
/// One or more differ, or a solution cannot be read.
pub fn check() -> Result<(), String> {
    let starters = starters()?;
    let differ = starters
        .iter()
        .filter(|(path, text)| read(path).as_deref() != Ok(text))
        .map(|(path, _)| path.clone());
    let wrong: Vec<String> =
        differ.chain(strays(&starters)?).map(|path| path.display().to_string()).collect();
    if wrong.is_empty() {
        println!("{} files of exercises/src are as cut from solutions/src", starters.len());
        pages::check()
    } else {
        Err(format!("not as cut from the solutions: {} (`cargo x sync` writes them)", wrong.join(", ")))
    }
}

/// Files in `exercises/src` that no solution stands for.
fn strays(starters: &[(PathBuf, String)]) -> Result<Vec<PathBuf>, String> {
    let known: BTreeSet<PathBuf> = starters.iter().map(|(path, _)| root().join(path)).collect();
    let there = match walk(&root().join("exercises/src")) {
        Ok(there) => there,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("exercises/src: {error}")),
    };
    Ok(there.into_iter().filter(|path| path.is_file() && !known.contains(path)).collect())
}
