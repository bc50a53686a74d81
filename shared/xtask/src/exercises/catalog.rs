//! What exercises there are: read from the solutions themselves, so that there is nothing to keep in step.

use std::path::{Path, PathBuf};

use crate::workspace::{read, root, walk};

/// Where the truth is.
pub const SOLUTIONS: &str = "solutions/src";

/// One exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exercise {
    /// `ch01`.
    pub chapter: String,
    /// `ch01_blocking_socket`.
    pub folder: String,
    /// `read_all`.
    pub name: String,
    /// `Read to the end`.
    pub title: String,
    /// How long it takes a reader of the chapter.
    pub minutes: u32,
    /// What it trains, in a sentence.
    pub idea: String,
    /// The page, and the place on it, where it becomes solvable: from the root.
    pub page: String,
    /// ★: the next chapter does not need it.
    pub optional: bool,
    /// Other exercises whose code it stands on, as `ch05::timers`.
    pub uses: Vec<String>,
}

impl Exercise {
    /// `ch01::read_all`: what `cargo test -p exercises` calls it, and what the helper's commands take.
    pub fn id(&self) -> String {
        format!("{}::{}", self.chapter, self.name)
    }

    /// The file the learner edits, from the root.
    pub fn file(&self) -> PathBuf {
        Path::new("exercises/src").join(&self.folder).join(self.name.clone() + ".rs")
    }

    /// The solution, from the root.
    pub fn solution(&self) -> PathBuf {
        Path::new(SOLUTIONS).join(&self.folder).join(self.name.clone() + ".rs")
    }

    /// The checks, from the root.
    pub fn checks(&self) -> PathBuf {
        Path::new("exercises/tests/checks").join(&self.chapter).join(self.name.clone() + ".rs")
    }

    /// The three hints, from the root.
    pub fn hints(&self) -> PathBuf {
        Path::new("exercises/hints").join(&self.folder).join(self.name.clone() + ".md")
    }

    /// The wrong variants' folder, from the root.
    pub fn wrong(&self) -> PathBuf {
        Path::new("solutions/wrong").join(&self.folder).join(&self.name)
    }
}

/// All exercises, in the order in which they are to be done.
///
/// # Errors
/// A file cannot be read, or its top does not say what it must.
pub fn exercises() -> Result<Vec<Exercise>, String> {
    let mut all = Vec::new();
    for chapter in modules(&read(Path::new(SOLUTIONS).join("lib.rs"))?) {
        for name in modules(&read(Path::new(SOLUTIONS).join(&chapter).join("mod.rs"))?) {
            let file = Path::new(SOLUTIONS).join(&chapter).join(name.clone() + ".rs");
            let exercise = parse(&chapter, &name, &read(&file)?);
            all.push(exercise.map_err(|why| format!("{}: {why}", file.display()))?);
        }
    }
    Ok(all)
}

/// The hints of an exercise, in order.
///
/// # Errors
/// The file cannot be read, or does not hold three.
pub fn hints(exercise: &Exercise) -> Result<Vec<String>, String> {
    let text = read(exercise.hints())?;
    let hints: Vec<String> = text.split("## Hint ").skip(1).map(|hint| hint[1..].trim().to_owned()).collect();
    if hints.len() == 3 && hints.iter().all(|hint| !hint.is_empty()) {
        Ok(hints)
    } else {
        Err(format!("{}: three hints, each under `## Hint N`", exercise.hints().display()))
    }
}

/// The files of an exercise's wrong variants, from the root, in a fixed order.
///
/// # Errors
/// The folder cannot be read.
pub fn variants(exercise: &Exercise) -> Result<Vec<PathBuf>, String> {
    let folder = root().join(exercise.wrong());
    let found = walk(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let found = found.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    Ok(found.map(|path| path.strip_prefix(root()).map_or(path.clone(), Path::to_path_buf)).collect())
}

/// The modules that a file declares, in order.
fn modules(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(ToOwned::to_owned).collect()
}

/// Reads the top of a solution.
fn parse(folder: &str, name: &str, text: &str) -> Result<Exercise, String> {
    let top: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let title =
        top.first().and_then(|line| line.strip_prefix("# ")).ok_or("the first line is `//! # Title`")?;
    let said = |what: &str| {
        top.iter().find_map(|line| line.strip_prefix("- ")?.strip_prefix(what)?.strip_prefix(": "))
    };
    let needed = |what: &str| said(what).ok_or_else(|| format!("no line `//! - {what}: …`"));
    Ok(Exercise {
        chapter: folder.split('_').next().unwrap_or(folder).to_owned(),
        folder: folder.to_owned(),
        name: name.to_owned(),
        title: title.to_owned(),
        minutes: needed("minutes")?.parse().map_err(|_| "the minutes are no number")?,
        idea: needed("idea")?.to_owned(),
        page: needed("page")?.to_owned(),
        optional: said("optional").is_some(),
        uses: said("uses").map(|all| all.split(", ").map(ToOwned::to_owned).collect()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_solution_says_what_it_is() {
        let text = "//! # Read on\n//!\n//! - minutes: 5\n//! - idea: a: b\n//! - page: chapters/x.md#y\n//! - optional: ★\n//!\n";
        let exercise = parse("ch01_blocking_socket", "read_all", text).unwrap();
        assert_eq!(exercise.id(), "ch01::read_all");
        assert_eq!((exercise.minutes, &*exercise.idea, exercise.optional), (5, "a: b", true));
        assert_eq!(exercise.file(), Path::new("exercises/src/ch01_blocking_socket/read_all.rs"));
        assert!(parse("ch01_x", "y", "//! # T\n").is_err());
        assert!(parse("ch01_x", "y", "fn f() {}\n").is_err());
    }
}
