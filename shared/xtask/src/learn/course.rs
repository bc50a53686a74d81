//! All there is to do, and how far the learner is.

use std::collections::BTreeSet;

use super::blame::slashed;
use super::outcome::{Check, End};
use crate::exercises::catalog::Exercise;

/// A chapter with exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// `ch01`.
    pub name: String,
    /// What it is about.
    pub about: String,
}

impl Chapter {
    /// `Chapter 1`.
    pub fn title(&self) -> String {
        format!("Chapter {}", self.name.trim_start_matches("ch").trim_start_matches('0'))
    }
}

/// How far one exercise is.
#[derive(Clone, Debug)]
pub struct Standing<'e> {
    /// Which.
    pub exercise: &'e Exercise,
    /// Set aside by the learner.
    pub skipped: bool,
    /// Its checks, in the order in which they stand in their file.
    pub checks: Vec<Check>,
}

impl<'e> Standing<'e> {
    /// One exercise's part of a run. `order` is the text of its checks.
    pub fn of(exercise: &'e Exercise, run: &[Check], order: &str, skipped: bool) -> Standing<'e> {
        let prefix = exercise.id() + "::";
        let its = run.iter().filter(|check| check.name.starts_with(&prefix) && check.end != End::Ignored);
        let mut checks: Vec<Check> = its.cloned().collect();
        checks.sort_by_key(|check| {
            let last = check.name.rsplit("::").next().unwrap_or_default();
            order.find(&format!("fn {last}(")).unwrap_or(usize::MAX)
        });
        Standing { exercise, skipped, checks }
    }

    /// Whether every check passes.
    pub fn solved(&self) -> bool {
        !self.checks.is_empty() && self.passed() == self.checks.len()
    }

    /// How many checks pass.
    pub fn passed(&self) -> usize {
        self.checks.iter().filter(|check| check.end == End::Passed).count()
    }

    /// The checks that do not pass yet.
    pub fn failing(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.end == End::Failed)
    }

    /// Where to write: the line that the first failing check names, or the first `TODO`, or only the file.
    pub fn place(&self, text: &str) -> String {
        let file = slashed(&self.exercise.file());
        let named = self.failing().next().and_then(|check| check.line_in(&file));
        let todo = || text.lines().position(|line| line.contains("TODO")).map(|at| at as u32 + 1);
        named.or_else(todo).map_or(file.clone(), |line| format!("{file}:{line}"))
    }
}

/// How far the learner is.
#[derive(Debug)]
pub struct Progress<'e> {
    /// The chapters that have exercises, in order.
    pub chapters: Vec<Chapter>,
    /// Every exercise, in the order of doing them.
    pub all: Vec<Standing<'e>>,
    /// The exercise in whose file the learner wrote last; `None`, when all are as they were found.
    pub last: Option<&'e Exercise>,
    /// The runs that can be drawn: `ch01::your_run::your_run`.
    pub runs: Vec<String>,
}

impl<'e> Progress<'e> {
    /// What a run of all checks says. `about` is the text of the solutions' lib.rs, `order` gives the text of an
    /// exercise's checks.
    pub fn of(
        exercises: &'e [Exercise],
        run: &[Check],
        skipped: &BTreeSet<String>,
        about: &str,
        order: impl Fn(&Exercise) -> String,
    ) -> Progress<'e> {
        let standing = |exercise: &'e Exercise| {
            Standing::of(exercise, run, &order(exercise), skipped.contains(&exercise.id()))
        };
        let mut folders: Vec<&str> = exercises.iter().map(|exercise| &*exercise.folder).collect();
        folders.dedup();
        let chapter = |folder: &str| Chapter {
            name: folder.split('_').next().unwrap_or(folder).to_owned(),
            about: said_about(about, folder),
        };
        Progress {
            chapters: folders.into_iter().map(chapter).collect(),
            all: exercises.iter().map(standing).collect(),
            last: None,
            runs: run
                .iter()
                .filter(|check| check.end == End::Ignored)
                .map(|check| check.name.clone())
                .collect(),
        }
    }

    /// The exercises of a chapter.
    pub fn chapter(&self, name: &str) -> impl Iterator<Item = &Standing<'e>> {
        self.all.iter().filter(move |standing| standing.exercise.chapter == name)
    }

    /// How many are done, of how many: those that the next chapter needs, or the others.
    pub fn count(&self, optional: bool) -> (usize, usize) {
        count(self.all.iter(), optional)
    }

    /// Whether everything that the next chapter needs is done.
    pub fn complete(&self, chapter: &str) -> bool {
        let (done, of) = count(self.chapter(chapter), false);
        done == of && of > 0
    }

    /// Of these exercises, the ones that are not solved.
    pub fn open_among(&self, ids: &[String]) -> Vec<&Standing<'e>> {
        self.all
            .iter()
            .filter(|standing| ids.contains(&standing.exercise.id()) && !standing.solved())
            .collect()
    }

    /// The runs that can be drawn now. A chapter's `your_run` needs the chapter, any other `your_NAME` the exercise NAME,
    /// or, if there is none, all of the chapter.
    pub fn drawable(&self) -> Vec<&str> {
        let ready = |run: &&str| {
            let chapter = run.split("::").next().unwrap_or_default();
            let name = run.rsplit("::your_").next().unwrap_or_default();
            let its = self.chapter(chapter).find(|standing| standing.exercise.name == name);
            match its {
                _ if name == "run" => self.complete(chapter),
                Some(standing) => standing.solved(),
                None => self.complete(chapter) && self.chapter(chapter).all(Standing::solved),
            }
        };
        self.runs.iter().map(String::as_str).filter(ready).collect()
    }
}

/// How many of them are done, of how many: those that the next chapter needs, or the others.
pub fn count<'s, 'e: 's>(
    standings: impl Iterator<Item = &'s Standing<'e>>,
    optional: bool,
) -> (usize, usize) {
    standings
        .filter(|standing| standing.exercise.optional == optional)
        .fold((0, 0), |(done, of), standing| (done + usize::from(standing.solved()), of + 1))
}

/// What stands above `pub mod ch01_blocking_socket;`, without the chapter's number.
fn said_about(text: &str, folder: &str) -> String {
    let module = format!("pub mod {folder};");
    let mut above = "";
    for line in text.lines() {
        if line == module {
            break;
        }
        above = line;
    }
    let about =
        above.strip_prefix("/// ").and_then(|line| line.split_once(": ")).map_or("", |(_, about)| about);
    about.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{check, exercise};
    use super::*;

    const ABOUT: &str =
        "//! All\n\n/// Chapter 1: a socket: a stream.\npub mod ch01_socket;\n\npub mod ch07_executor;\n";

    fn progress<'e>(all: &'e [Exercise], run: &[Check], skipped: &[&str]) -> Progress<'e> {
        let skipped = skipped.iter().map(ToString::to_string).collect();
        Progress::of(all, run, &skipped, ABOUT, |_| "fn second() {}\nfn first() {}".to_owned())
    }

    #[test]
    fn checks_stand_in_the_order_of_their_file_and_an_exercise_without_any_is_not_solved() {
        let all = [exercise("ch01_socket", "a"), exercise("ch01_socket", "ab")];
        let run = [check("ch01::a::first", true), check("ch01::a::second", true)];
        let progress = progress(&all, &run, &[]);
        let facts: Vec<&str> = progress.all[0].checks.iter().map(Check::fact).collect();
        assert_eq!(facts, ["second", "first"]);
        assert!(progress.all[0].solved() && !progress.all[1].solved());
        assert_eq!(progress.count(false), (1, 2));
        assert_eq!(progress.chapters[0].about, "a socket: a stream");
        assert_eq!(progress.chapters[0].title(), "Chapter 1");
    }

    #[test]
    fn a_run_is_drawn_when_its_pieces_are_there() {
        let mut all = [exercise("ch07_executor", "spawn"), exercise("ch07_executor", "runtime")];
        all[1].optional = true;
        let runs = ["ch07::your_run::your_run", "ch07::your_run::your_runtime"];
        let drawable = |spawn, runtime| {
            let mut run = vec![check("ch07::spawn::x", spawn), check("ch07::runtime::x", runtime)];
            run.extend(runs.map(|name| Check { end: End::Ignored, ..check(name, true) }));
            progress(&all, &run, &[]).drawable().into_iter().map(ToOwned::to_owned).collect::<Vec<_>>()
        };
        assert!(drawable(false, false).is_empty());
        assert_eq!(drawable(true, false), &runs[..1]);
        assert_eq!(drawable(true, true), runs);
    }

    #[test]
    fn the_place_to_write_is_what_a_check_names_or_the_first_todo() {
        let all = [exercise("ch01_socket", "a")];
        let mut failed = check("ch01::a::first", false);
        failed.said = "TO DO    x\n         exercises/src/ch01_socket/a.rs:20\n".to_owned();
        assert_eq!(
            progress(&all, &[failed], &[]).all[0].place("// TODO"),
            "exercises/src/ch01_socket/a.rs:20"
        );
        let failed = check("ch01::a::first", false);
        let progress = progress(&all, &[failed], &[]);
        assert_eq!(progress.all[0].place("\n// TODO: b"), "exercises/src/ch01_socket/a.rs:2");
        assert_eq!(progress.all[0].place("fn f() {}"), "exercises/src/ch01_socket/a.rs");
    }
}
