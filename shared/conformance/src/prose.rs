//! The console blocks of the book's pages, run again: what a page shows is what the program prints.
//!
//! A block begins with its command, and the rest is the output:
//!
//! ````text
//! ```console
//! $ cargo run -p ch05-event-loop -- messages
//! Messages 1 to 5 come in that order. …
//! ```
//! ````
//!
//! What differs from run to run is not compared: times, sizes, ports, the cells of a timeline (`shape.rs` has the
//! list). A line that holds only `…` stands for any lines left out. The words behind `console` say more:
//!
//! | ```` ```console ```` | |
//! |---|---|
//! | `console,exact` | every character counts |
//! | `console,loose` | no number counts: races, statistics |
//! | `console,fails` | the program ends with an error, as the page says |
//!
//! # Implementation
//! The programs are built first and started directly, each command once, however many blocks show it. Most of them wait
//! most of the time, so several run side by side; what differs then is run once more, alone.
//! A block that has passed is noted with what it was compared to; [`Known::Trusted`] skips it until it or its program
//! changes.

mod block;
mod matching;
mod shape;
mod written;

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

pub use block::{Block, Compare, blocks};
pub use matching::difference;

use crate::built;
use crate::patience::Must;
use crate::transcript::{Ended, transcript};

/// How many run side by side. Most only wait; the few that compute share the cores, and print the same words.
const AT_ONCE: usize = 8;

/// Whether a block that has passed before, unchanged, is run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is run.
    RunAgain,
    /// It is skipped, as long as neither it nor its program has changed.
    Trusted,
}

/// What was done with the blocks.
#[derive(Debug, Default)]
pub struct Report {
    /// How many blocks were run.
    pub run: usize,
    /// How many had passed before, unchanged.
    pub known: usize,
    /// What differed while others ran beside it, and was run again alone.
    pub again: Vec<Block>,
    /// What is wrong: page, line, command, and the difference.
    pub faults: Vec<String>,
    /// How long each block took that was run, the longest first.
    pub took: Vec<(Duration, String)>,
}

/// Runs the blocks of all pages whose path holds `filter`.
///
/// # Panics
/// When the pages cannot be read, or the programs cannot be built.
pub fn check(filter: &str, known: Known) -> Report {
    let blocks = all_blocks(filter);
    let runs = Runs::of(&blocks);
    let (next, report) = (AtomicUsize::new(0), Mutex::new(Report::default()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(block) = blocks.get(next.fetch_add(1, SeqCst)) {
                    let start = Instant::now();
                    let outcome = check_block(block, known, &runs);
                    let took = start.elapsed();
                    let mut report = report.lock().must("lock the report");
                    if !matches!(outcome, Outcome::Known) {
                        report.took.push((took, format!("{}: $ {}", block.place, block.command)));
                    }
                    match outcome {
                        Outcome::Known => report.known += 1,
                        Outcome::Same => report.run += 1,
                        Outcome::Wrong(_) => report.again.push(block.clone()),
                    }
                }
            });
        }
    });
    let mut report = report.into_inner().must("have the report");
    // Some demos draw a conclusion from what they measured: "bound by the network". Beside seven others it may be another
    // one. So what differs is run once more, alone; what differs then is wrong.
    report.again.sort_by(|a, b| a.place.cmp(&b.place));
    for block in &report.again {
        report.run += 1;
        if let Outcome::Wrong(fault) = check_block(block, known, &Runs::of(std::slice::from_ref(block))) {
            report.faults.push(format!("{}: $ {}\n{fault}", block.place, block.command));
        }
    }
    report.took.sort_by(|a, b| b.cmp(a));
    report
}

/// Puts what the programs print today into the pages: `…` stays where it is. Gives what could not be placed.
///
/// # Panics
/// As [`check`], and when a page cannot be written.
pub fn write(filter: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for page in pages(filter) {
        let old = fs::read_to_string(&page).must(format_args!("read {}", page.display()));
        let mut new = old.clone();
        let blocks = blocks(&name(&page), &old);
        let runs = Runs::of(&blocks);
        for block in blocks {
            let written = match runs.printed(&block) {
                Ok(printed) => written::again(&block, printed),
                Err(fault) => Err(fault),
            };
            match written {
                Ok(text) => new = new.replacen(&block.text, &text, 1),
                Err(fault) => faults.push(format!("{}: $ {}\n{fault}", block.place, block.command)),
            }
        }
        if new != old {
            fs::write(&page, new).must(format_args!("write {}", page.display()));
        }
    }
    faults
}

enum Outcome {
    Known,
    Same,
    Wrong(String),
}

fn check_block(block: &Block, known: Known, runs: &Runs) -> Outcome {
    let note = match note(block) {
        Ok(note) => note,
        Err(fault) => return Outcome::Wrong(fault),
    };
    if known == Known::Trusted && note.exists() {
        return Outcome::Known;
    }
    let printed = match runs.printed(block) {
        Ok(printed) => printed,
        Err(fault) => return Outcome::Wrong(fault),
    };
    match difference(block.compare, &block.output, printed) {
        Some(difference) => Outcome::Wrong(difference),
        None => {
            // A note that cannot be written is a block that is run again.
            let _ = note.parent().map(fs::create_dir_all);
            let _ = fs::write(&note, "");
            Outcome::Same
        }
    }
}

/// What the programs print. A page that follows one run from step to step shows it in pieces; it is run once.
struct Runs(HashMap<String, OnceLock<(String, Ended)>>);

impl Runs {
    fn of(blocks: &[Block]) -> Runs {
        Runs(blocks.iter().map(|block| (block.command.clone(), OnceLock::new())).collect())
    }

    /// What the block's program prints.
    fn printed(&self, block: &Block) -> Result<&str, String> {
        let (mut command, _) = block.program()?;
        command.current_dir(built::root());
        let run = self.0.get(&block.command).must("find the run");
        let (printed, ended) = run.get_or_init(|| transcript(&mut command));
        match ended {
            Ended::Well if block.fails => Err(format!("it ended well; the page says it fails\n{printed}")),
            Ended::Badly(status) if !block.fails => Err(format!("{status}\n{printed}")),
            Ended::Never => Err(format!("it did not end\n{printed}")),
            _ => Ok(printed),
        }
    }
}

/// The file that is there when this block has passed with this program.
fn note(block: &Block) -> Result<PathBuf, String> {
    let (_, path) = block.program()?;
    // A program that cargo has linked again is another one; to read all of it for each block would take longer than
    // many a block.
    let program = fs::metadata(&path).and_then(|program| Ok((program.len(), program.modified()?)));
    let program = program.map_err(|error| format!("{}: {error}", path.display()))?;
    let mut hasher = DefaultHasher::new();
    (path, program, &block.text).hash(&mut hasher);
    Ok(built::target().join("console-blocks").join(format!("{:016x}", hasher.finish())))
}

fn all_blocks(filter: &str) -> Vec<Block> {
    let read = |page: PathBuf| {
        let text = fs::read_to_string(&page).must(format_args!("read {}", page.display()));
        blocks(&name(&page), &text)
    };
    pages(filter).into_iter().flat_map(read).collect()
}

/// A page's path from the workspace's root, as one would write it.
fn name(page: &Path) -> String {
    let page = page.strip_prefix(built::root()).unwrap_or(page);
    let parts: Vec<_> = page.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The pages: Markdown files in `chapters` and its folders.
fn pages(filter: &str) -> Vec<PathBuf> {
    let chapters = built::root().join("chapters");
    let mut pages = markdown(&chapters).must("read chapters");
    for entry in fs::read_dir(&chapters).must("read chapters").flatten() {
        if entry.path().is_dir() {
            pages.extend(markdown(&entry.path()).must(format_args!("read {}", entry.path().display())));
        }
    }
    pages.retain(|page| name(page).contains(filter));
    pages.sort();
    pages
}

fn markdown(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    Ok(files.filter(|path| path.extension().is_some_and(|end| end == "md")).collect())
}
