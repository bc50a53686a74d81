//! The scoreboard: every case on every chapter's program, as a page of the book.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use crate::{CHAPTERS, Case, Chapter, Covers, built, cases, patience};

mod page;

/// A case, and its cell in each column.
type Row = (&'static Case, Vec<Cell>);

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
    /// A case, and its cell in each column.
    rows: Vec<Row>,
    /// How long each cell took, and which it was: the longest first.
    took: Vec<(Duration, String)>,
}

/// How many cases wait side by side. Most wait for other processes.
const SIDE_BY_SIDE: usize = 8;

impl Board {
    /// Runs every case whose name (`serve_link::a_link_that_is_cut`) begins so on every program, and tells `at` how many of
    /// how many are done.
    ///
    /// # Errors
    /// A chapter's program cannot be built.
    pub fn run(begins: &str, at: impl Fn(usize, usize) + Sync) -> Result<Board, String> {
        let mut cases = cases::all();
        cases.retain(|case| format!("{}::{}", case.subject, case.name).starts_with(begins));
        let paths: Vec<_> =
            CHAPTERS.iter().map(|chapter| built::program(chapter.package)).collect::<Result<_, _>>()?;
        // Case by case, so that one program is not asked eight hard things at a time.
        let all: Vec<(usize, usize)> =
            (0..cases.len()).flat_map(|row| (0..CHAPTERS.len()).map(move |column| (row, column))).collect();
        let (measuring, waiting): (Vec<_>, Vec<_>) = all.iter().partition(|(row, _)| cases[*row].measures());
        let (done, cells) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        let run = |list: &[(usize, usize)], side_by_side| {
            let next = AtomicUsize::new(0);
            thread::scope(|scope| {
                for _ in 0..side_by_side {
                    scope.spawn(|| {
                        while let Some(&(row, column)) = list.get(next.fetch_add(1, SeqCst)) {
                            let start = Instant::now();
                            let cell = cell(cases[row], &CHAPTERS[column], &paths[column]);
                            if let Ok(mut cells) = cells.lock() {
                                cells.insert((row, column), (cell, start.elapsed()));
                            }
                            at(done.fetch_add(1, SeqCst) + 1, all.len());
                        }
                    });
                }
            });
        };
        run(&waiting, SIDE_BY_SIDE);
        // What measures CPU time, and what takes all of it, with nothing beside it.
        run(&measuring, 1);
        let mut rows: Vec<_> = cases.into_iter().map(|case| (case, Vec::new())).collect();
        let mut took = Vec::new();
        for ((row, column), (cell, time)) in cells.into_inner().unwrap_or_default() {
            let (case, cells) = &mut rows[row];
            cells.push(cell);
            took.push((time, format!("{}::{} of {}", case.subject, case.name, CHAPTERS[column].title)));
        }
        took.sort_unstable_by(|one, other| other.cmp(one));
        Ok(Board { rows, took })
    }

    /// The cells that took longest: how long, and which.
    pub fn longest(&self) -> impl Iterator<Item = &(Duration, String)> {
        self.took.iter()
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

    /// The tables of the page, as Markdown with HTML in it.
    pub fn to_markdown(&self) -> String {
        page::page(&self.rows)
    }
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
