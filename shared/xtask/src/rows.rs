//! `cargo x rows`: each row of chapters/appendix/rows.md has a command, and the chapter's own `list` says it shows that row;
//! and the book's index leads to a place for each row, question and bug (`anchors.rs`), each
//! bug also to its test, which is known to fail when the bug is repaired (`repairs.rs`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;

use crate::anchors;
use crate::repairs;
use crate::steps::Outcome;
use crate::workspace::{cargo, output, read};

/// The rows that the chapters show.
const ROWS: RangeInclusive<u32> = 1..=25;

/// Checks the table against the programs.
pub fn check() -> Result<Outcome, String> {
    let table = table(&read("chapters/appendix/rows.md")?);
    let mut lists: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for shown in table.values().flatten() {
        if let Entry::Vacant(place) = lists.entry(shown.package.clone()) {
            let list = output(cargo().args(["run", "--quiet", "-p", &shown.package, "--", "list"]))?;
            place.insert(listed(&list));
        }
    }
    let mut faults = faults(&table, &lists);
    faults.extend(anchors::check()?);
    faults.extend(repairs::faults()?);
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => {
            let commands: usize = table.values().map(Vec::len).sum();
            println!("{} rows, {commands} commands", table.len());
            Ok(Outcome::Passed)
        }
        count => Err(format!("{count} faults in the book's index, or in what `list` says")),
    }
}

/// A command of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    /// The chapter's package.
    package: String,
    /// The demo; none means the main one.
    demo: Option<String>,
}

/// A line of a chapter's `list`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    /// The command's name.
    name: String,
    /// The rows it shows; none for `fetch`, `serve`, `compare`, `list`.
    rows: Vec<u32>,
}

/// The rows of the table, each with its commands.
fn table(markdown: &str) -> BTreeMap<u32, Vec<Shown>> {
    let lines = markdown.lines().filter_map(|line| line.trim().strip_prefix('|'));
    lines
        .filter_map(|line| {
            let row = number(line.split('|').next()?)?;
            // Code stands between backticks: every second piece.
            let commands = line.split('`').skip(1).step_by(2).filter_map(shown).collect();
            Some((row, commands))
        })
        .collect()
}

/// `cargo run -p PACKAGE [-- DEMO …]`.
fn shown(command: &str) -> Option<Shown> {
    let mut words = command.strip_prefix("cargo run -p ")?.split_whitespace();
    let package = words.next()?.to_owned();
    let demo = words.nth(1).filter(|word| !word.starts_with('-')).map(str::to_owned);
    Some(Shown { package, demo })
}

/// What a chapter's `list` prints: columns two spaces apart; the second is rows, where there are any.
fn listed(list: &str) -> Vec<Listed> {
    list.lines()
        .filter_map(|line| {
            let mut columns = line.split("  ").map(str::trim).filter(|column| !column.is_empty());
            let name = columns.next()?.to_owned();
            let rows = columns.next().unwrap_or_default().split(' ').map_while(number).collect();
            Some(Listed { name, rows })
        })
        .collect()
}

/// `S18`.
fn number(word: &str) -> Option<u32> {
    word.trim().strip_prefix('S')?.parse().ok()
}

fn faults(table: &BTreeMap<u32, Vec<Shown>>, lists: &BTreeMap<String, Vec<Listed>>) -> Vec<String> {
    let mut faults = Vec::new();
    for row in ROWS {
        let commands = table.get(&row).map_or(&[][..], Vec::as_slice);
        let mut is_shown = false;
        for shown in commands {
            match found(shown, lists) {
                None => faults.push(format!("S{row}: {} lists no {}", shown.package, called(shown))),
                Some(listed) if listed.rows.contains(&row) => is_shown = true,
                // `compare` and `fetch` belong to every row that speaks of a batch: they name none.
                Some(listed) if listed.rows.is_empty() => {}
                Some(_) => {
                    faults.push(format!(
                        "S{row}: {} does not list it beside {}",
                        shown.package,
                        called(shown)
                    ));
                }
            }
        }
        if !is_shown {
            faults.push(format!("S{row}: no command shows it"));
        }
    }
    faults
}

fn found<'l>(shown: &Shown, lists: &'l BTreeMap<String, Vec<Listed>>) -> Option<&'l Listed> {
    let list = lists.get(&shown.package)?;
    match &shown.demo {
        Some(name) => list.iter().find(|listed| listed.name == *name),
        // The main demo is the first one.
        None => list.first(),
    }
}

fn called(shown: &Shown) -> String {
    shown.demo.as_ref().map_or_else(|| "main demo".to_owned(), |name| format!("`{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "three    S16 S17  three tasks on one loop\nchess    S18      24 boards\n\
                        compare           all models so far on one batch\n";

    fn faults_of(line: &str) -> Vec<String> {
        let lists = BTreeMap::from([("ch05-event-loop".to_owned(), listed(LIST))]);
        let table = table(line);
        let about = format!("S{}:", table.keys().next().expect("the line is a row of a table"));
        faults(&table, &lists).into_iter().filter(|fault| fault.starts_with(&about)).collect()
    }

    #[test]
    fn a_row_is_shown_by_a_demo_that_lists_it() {
        assert!(faults_of("| S18 | chess | `cargo run -p ch05-event-loop -- chess` | 5 |").is_empty());
        assert!(faults_of("| S17 | three | `cargo run -p ch05-event-loop` | 5 |").is_empty());
    }

    #[test]
    fn a_command_that_does_not_exist_is_refused() {
        let faults = faults_of("| S18 | chess | `cargo run -p ch05-event-loop -- ches` | 5 |");
        assert_eq!(faults, ["S18: ch05-event-loop lists no `ches`", "S18: no command shows it"]);
    }

    #[test]
    fn a_demo_that_lists_other_rows_is_refused() {
        let faults = faults_of("| S3 | freeze | `cargo run -p ch05-event-loop -- chess` | 5 |");
        assert_eq!(faults[0], "S3: ch05-event-loop does not list it beside `chess`");
    }

    #[test]
    fn a_common_command_alone_shows_no_row() {
        assert_eq!(
            faults_of("| S2 | batch | `cargo run -p ch05-event-loop -- compare` | 5 |"),
            ["S2: no command shows it"]
        );
    }

    #[test]
    fn a_row_that_the_table_forgot_is_refused() {
        let faults = faults(&BTreeMap::new(), &BTreeMap::new());
        assert_eq!(faults.len(), 25);
    }
}
