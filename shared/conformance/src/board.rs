//! The scoreboard: every case on every chapter's program, as a page of the book.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use crate::{CHAPTERS, Case, Chapter, Covers, FETCH_CASES, SERVE_CASES, STOP_CASES, built, patience};

/// How a case ended on a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The program does as the contract says.
    Passed,
    /// It does less, on purpose, and does that right. The sentence says what.
    ByDesign(String),
    /// It does not behave, with the case's words. No such cell may stay.
    Failed(String),
    /// The program does not do such a thing at all.
    None,
}

/// The cases, and their cells in the order of [`CHAPTERS`].
#[derive(Debug)]
pub struct Board {
    rows: Vec<(&'static Case, Vec<Cell>)>,
}

/// How many cases wait side by side. Most wait for other processes.
const SIDE_BY_SIDE: usize = 8;

impl Board {
    /// Runs every case on every program, and tells `at` how many of how many are done.
    ///
    /// # Errors
    /// A chapter's program cannot be built.
    pub fn run(at: impl Fn(usize, usize) + Sync) -> Result<Board, String> {
        let cases: Vec<&Case> = FETCH_CASES.iter().chain(SERVE_CASES).chain(STOP_CASES).collect();
        let paths: Vec<_> =
            CHAPTERS.iter().map(|chapter| built::program(chapter.package)).collect::<Result<_, _>>()?;
        let all = cases.len() * CHAPTERS.len();
        let (next, done, cells) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        thread::scope(|scope| {
            for _ in 0..SIDE_BY_SIDE {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, SeqCst);
                        if index >= all {
                            break;
                        }
                        // Case by case, so that one program is not asked eight hard things at a time.
                        let (case, chapter) = (cases[index / CHAPTERS.len()], index % CHAPTERS.len());
                        let cell = cell(case, &CHAPTERS[chapter], &paths[chapter]);
                        if let Ok(mut cells) = cells.lock() {
                            cells.insert(index, cell);
                        }
                        at(done.fetch_add(1, SeqCst) + 1, all);
                    }
                });
            }
        });
        let mut cells = cells.into_inner().unwrap_or_default().into_values();
        let rows =
            cases.into_iter().map(|case| (case, cells.by_ref().take(CHAPTERS.len()).collect())).collect();
        Ok(Board { rows })
    }

    /// The cells that failed, in words: chapter, case, what the case said.
    pub fn failures(&self) -> Vec<String> {
        let cells = self.rows.iter().flat_map(|(case, cells)| {
            CHAPTERS.iter().zip(cells).map(move |(chapter, cell)| (case, chapter, cell))
        });
        let failed = cells.filter_map(|(case, chapter, cell)| match cell {
            Cell::Failed(why) => Some(format!(
                "{} ({}): {}::{}: {why}",
                chapter.package, chapter.title, case.subject, case.name
            )),
            _ => None,
        });
        failed.collect()
    }

    /// The tables, in Markdown: one for each subject, then what was meant by the letters.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        let mut reasons: Vec<&str> = Vec::new();
        let mut subject = "";
        for (case, cells) in &self.rows {
            if case.subject != subject {
                subject = case.subject;
                let (program, about) = subject.split_once('_').unwrap_or((subject, ""));
                let titles: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.title).collect();
                let _ = write!(
                    text,
                    "\n### `{program}`: {about}\n\n| `{subject}` | {} |\n|---|{}\n",
                    titles.join(" | "),
                    ":-:|".repeat(titles.len())
                );
            }
            let marks: Vec<String> = cells
                .iter()
                .map(|cell| match cell {
                    Cell::Passed => "✓".to_owned(),
                    Cell::None => "–".to_owned(),
                    Cell::Failed(_) => "**failed**".to_owned(),
                    Cell::ByDesign(why) => {
                        let known = reasons.iter().position(|reason| reason == why).unwrap_or_else(|| {
                            reasons.push(why);
                            reasons.len() - 1
                        });
                        format!("[{}](#by-design)", letter(known))
                    }
                })
                .collect();
            let _ = writeln!(
                text,
                "| {} `{}` | {} |",
                case.doc().replace('|', "\\|"),
                case.name,
                marks.join(" | ")
            );
        }
        text += "\n### By design\n\n";
        for (index, reason) in reasons.iter().enumerate() {
            let _ = writeln!(text, "- **{}**: {reason}", letter(index));
        }
        let _ = writeln!(text, "\n{}", self.sums());
        text
    }

    /// How many cells there are of each kind.
    fn sums(&self) -> String {
        let cells = || self.rows.iter().flat_map(|(_, cells)| cells);
        let passed = cells().filter(|cell| **cell == Cell::Passed).count();
        let by_design = cells().filter(|cell| matches!(cell, Cell::ByDesign(_))).count();
        format!(
            "{} cases, {} ways of fetching and serving: {passed} cells passed, {by_design} less by design, {} failed.",
            self.rows.len(),
            CHAPTERS.len(),
            self.failures().len()
        )
    }
}

/// `a` for the first reason.
fn letter(index: usize) -> char {
    ('a'..='z').nth(index).unwrap_or('?')
}

/// Runs a case on a chapter's program.
fn cell(case: &Case, chapter: &Chapter, path: &std::path::Path) -> Cell {
    let has = match case.subject {
        "serve_stop" => chapter.covers == Covers::All,
        subject if subject.starts_with("serve") => chapter.covers != Covers::Fetch,
        _ => true,
    };
    if !has {
        return Cell::None;
    }
    let program = chapter.at(path);
    match catch_unwind(AssertUnwindSafe(|| case.run(program.clone()))) {
        Ok(()) => program.by_design().map_or(Cell::Passed, Cell::ByDesign),
        Err(panic) => Cell::Failed(patience::words_of(panic.as_ref())),
    }
}
