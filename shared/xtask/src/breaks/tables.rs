//! The breaks as tables of the scoreboard's page: what was broken, and who caught it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Break, FOLDER};
use crate::workspace::{read, root, walk};

/// Where the sources can be read.
const SOURCES: &str = "https://github.com/async-from-the-socket-up/async-from-the-socket-up/blob/main";

/// What must hold, by number.
const INVARIANTS: [(&str, &str); 7] = [
    ("I1", "A whole batch of events becomes continuations before any task runs."),
    ("I2", "Keys and task ids are never used again."),
    ("I3", "That a task is queued is forgotten before its poll."),
    ("I4", "Try first; wait only after *would block*."),
    ("I5", "No waker is woken, cloned or dropped while a lock or borrow is held."),
    ("I6", "What is dropped is deregistered."),
    ("I7", "The poller is visited every so many polls, however long the queue."),
];

/// Two tables: the invariants, each with its wrong variant, and the other mistakes.
///
/// # Errors
/// A test that a break names is nowhere in the packages whose tests it runs.
pub fn tables(breaks: &[Break]) -> Result<String, String> {
    let places = Places::read()?;
    let rows = |some: bool| breaks.iter().filter(move |one| one.invariant.is_some() == some);
    let mut text = "### The seven invariants\n\n\
                    | invariant | its wrong variant | who caught it |\n|---|---|---|\n"
        .to_owned();
    let mut invariants: Vec<&Break> = rows(true).collect();
    invariants.sort_by_key(|one| (one.invariant.clone(), one.file.clone()));
    for one in invariants {
        let number = one.invariant.as_deref().unwrap_or_default();
        let says = INVARIANTS.iter().find(|(known, _)| *known == number).map(|(_, says)| says);
        let says = says.ok_or_else(|| format!("{FOLDER}/{}.rs: there is no invariant {number}", one.name))?;
        let _ = writeln!(text, "| **{number}** {says} | {} | {} |", mistake(one), caught(one, &places)?);
    }
    text += "\n### Broken on purpose: who caught it\n\n| broken on purpose | who caught it |\n|---|---|\n";
    for one in rows(false) {
        let _ = writeln!(text, "| {} | {} |", mistake(one), caught(one, &places)?);
    }
    Ok(text)
}

/// What was broken and where, with a link to the lines.
fn mistake(one: &Break) -> String {
    format!("{} [{}]({SOURCES}/{FOLDER}/{}.rs)", one.mistake, chapter_and_file(&one.file), one.name)
}

/// `chapter 5, serve.rs`.
fn chapter_and_file(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or_default();
    match path.split("chapters/ch0").nth(1).and_then(|rest| rest.chars().next()) {
        Some(number) => format!("chapter {number}, `{file}`"),
        None => format!("`{file}`"),
    }
}

/// The tests, by chapter: a case as a link to its row, another test as a link to its file.
fn caught(one: &Break, places: &Places) -> Result<String, String> {
    let packages: Vec<&str> =
        one.test.split("-p ").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
    let mut by_chapter: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for test in &one.caught_by {
        let found: Vec<(&str, String)> =
            match test.split_once("::").filter(|(subject, _)| is_subject(subject)) {
                Some((subject, name)) => {
                    places.find("shared/conformance", name).ok_or_else(|| missing(one, test))?;
                    let row = format!("[`{test}`](#{})", format!("{subject}-{name}").replace('_', "-"));
                    packages.iter().map(|package| (*package, row.clone())).collect()
                }
                None => {
                    let name = test.rsplit("::").next().unwrap_or(test);
                    let file = |package: &str| places.find(&format!("chapters/{package}"), name);
                    let link = |file| format!("[`{test}`]({SOURCES}/{file})");
                    packages.iter().filter_map(|package| Some((*package, link(file(package)?)))).collect()
                }
            };
        if found.is_empty() {
            return Err(missing(one, test));
        }
        for (package, link) in found {
            by_chapter.entry(package).or_default().push(link);
        }
    }
    let chapters = by_chapter.iter().map(|(package, tests)| {
        let number = package.trim_start_matches("ch0").chars().next().unwrap_or('?');
        format!("chapter {number}: {}", tests.join(", "))
    });
    Ok(chapters.collect::<Vec<_>>().join("; "))
}

fn is_subject(word: &str) -> bool {
    word.starts_with("serve_") || word.starts_with("fetch_")
}

fn missing(one: &Break, test: &str) -> String {
    format!("{FOLDER}/{}.rs: there is no test `{test}` in what it runs", one.name)
}

/// In which file each function stands.
#[derive(Debug, Default)]
struct Places {
    /// A file, from the root, and its text.
    files: Vec<(String, String)>,
}

impl Places {
    fn read() -> Result<Places, String> {
        let mut places = Places::default();
        for folder in ["chapters", "shared/conformance/src"] {
            let all = walk(&root().join(folder)).map_err(|error| format!("{folder}: {error}"))?;
            for file in all.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
                let name = file.strip_prefix(root()).unwrap_or(file).to_string_lossy().replace('\\', "/");
                places.files.push((name, read(file)?));
            }
        }
        Ok(places)
    }

    /// The file below that folder which defines the function.
    fn find(&self, folder: &str, function: &str) -> Option<String> {
        let defines = [format!("fn {function}("), format!("fn {function}<")];
        let inside = self
            .files
            .iter()
            .filter(|(name, _)| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
        let mut found = inside.filter(|(_, text)| defines.iter().any(|defines| text.contains(defines)));
        found.next().map(|(name, _)| name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        Places {
            files: vec![
                file("chapters/ch07-executor/tests/invariants.rs", "#[test]\nfn one() {}\n"),
                file("chapters/ch08-runtime/tests/invariants.rs", "#[test]\nfn two() {}\n"),
                file("shared/conformance/src/serve_idle.rs", "pub fn spins(p: &Program) {}\n"),
            ],
        }
    }

    fn broken(test: &str, caught_by: &[&str]) -> Break {
        Break {
            folder: FOLDER,
            name: "late".into(),
            mistake: "It is late.".into(),
            invariant: None,
            file: "chapters/ch07-executor/src/task.rs".into(),
            test: test.into(),
            caught_by: caught_by.iter().map(ToString::to_string).collect(),
            from: String::new(),
            to: String::new(),
        }
    }

    #[test]
    fn each_test_is_told_with_its_chapter_and_its_place() {
        let both = "-p ch07-executor -p ch08-runtime --test invariants";
        let text = caught(&broken(both, &["one", "two"]), &places()).unwrap();
        assert_eq!(
            text,
            format!(
                "chapter 7: [`one`]({SOURCES}/chapters/ch07-executor/tests/invariants.rs); \
                 chapter 8: [`two`]({SOURCES}/chapters/ch08-runtime/tests/invariants.rs)"
            )
        );
        let case = caught(&broken("-p ch05-event-loop --test contract", &["serve_idle::spins"]), &places());
        assert_eq!(case.unwrap(), "chapter 5: [`serve_idle::spins`](#serve-idle-spins)");
        assert!(mistake(&broken(both, &[])).starts_with("It is late. [chapter 7, `task.rs`]("));
    }

    #[test]
    fn a_test_that_is_not_there_is_an_error() {
        for (test, missing) in [("-p ch07-executor", "two"), ("-p ch05-event-loop", "serve_idle::sleeps")] {
            assert!(caught(&broken(test, &[missing]), &places()).is_err(), "{missing}");
        }
    }
}
