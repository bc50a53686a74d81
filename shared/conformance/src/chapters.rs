//! The chapters' programs, and what each does differently by design: the columns of the scoreboard.

use std::path::Path;

use crate::Program;

/// A way in which a chapter's program fetches and serves.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// Above its column: `1`, `2 --pool`.
    pub title: &'static str,
    /// The package, and the program's name.
    pub package: &'static str,
    /// What it does.
    pub covers: Covers,
    /// What it does differently on purpose.
    adjust: fn(Program) -> Program,
}

/// The lists of cases that a program is tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covers {
    /// A second way of fetching; it serves as its chapter does.
    Fetch,
    /// Fetching and serving.
    FetchAndServe,
    /// These, and a `serve` that stops well.
    All,
}

/// All of them, in the book's order. (Chapter 6 has no way to wait for a socket.)
pub const CHAPTERS: &[Chapter] = &[
    chapter("1", "ch01-blocking-socket", Program::one_at_a_time),
    chapter("2", "ch02-threads", as_it_is),
    Chapter { title: "2, pool", covers: Covers::Fetch, ..chapter("", "ch02-threads", pool) },
    chapter("3", "ch03-processes", as_it_is),
    chapter("4", "ch04-nonblocking-socket", as_it_is),
    Chapter { title: "4, busy", covers: Covers::Fetch, ..chapter("", "ch04-nonblocking-socket", busy) },
    chapter("5", "ch05-event-loop", as_it_is),
    chapter("7", "ch07-executor", as_it_is),
    Chapter { covers: Covers::All, ..chapter("8", "ch08-runtime", as_it_is) },
    Chapter { covers: Covers::All, ..chapter("9", "ch09-fast-path", as_it_is) },
];

const fn chapter(title: &'static str, package: &'static str, adjust: fn(Program) -> Program) -> Chapter {
    Chapter { title, package, covers: Covers::FetchAndServe, adjust }
}

fn as_it_is(program: Program) -> Program {
    program
}

/// `fetch --pool 8`: no more at once than there are threads, and right all the same.
fn pool(program: Program) -> Program {
    program.with(&["--pool", "8"]).at_once(8)
}

/// `fetch --busy`: asks in a loop, and is right all the same.
fn busy(program: Program) -> Program {
    program.with(&["--busy"]).asks_in_a_loop()
}

impl Chapter {
    /// The program at this path, as this column has it.
    pub fn at(&self, path: impl AsRef<Path>) -> Program {
        (self.adjust)(Program::new(path.as_ref()))
    }
}

/// The program at this path, as the column of that title has it.
///
/// # Panics
/// When there is no such column, or it is another package's.
pub fn program(title: &str, path: &str) -> Program {
    match CHAPTERS.iter().find(|chapter| chapter.title == title && path.contains(chapter.package)) {
        Some(chapter) => chapter.at(path),
        None => panic!("no column {title:?} for {path}"),
    }
}
