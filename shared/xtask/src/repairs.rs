//! `cargo x repairs`: repairs each bug on purpose, and looks whether its test fails then. A test that passes with the bug
//! and without it says nothing.
//!
//! # Implementation
//! A repair is a file in `shared/conformance/repairs` with the name of the bug, made as a break is ([`breaks`]): lines, what
//! stands there instead, and the test that must fail. Each bug is a program of its own, so all repairs of a chapter are
//! put into the copy at once, and its examples are built and tested once. What needs no building, [`faults`], is part of
//! `cargo x rows`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::breaks::{self, Break};
use crate::exercises::results::{Check, Verdict};
use crate::workspace::{read, root, walk};

/// Where they stand, from the root.
const FOLDER: &str = "shared/conformance/repairs";
/// The page that shows the bugs.
const PAGE: &str = "chapters/appendix/bugs.md";

/// What is wrong with the files: a bug without a repair, lines that are not found, a test that does not exist or that the
/// page does not name.
///
/// # Errors
/// A file cannot be read.
pub fn faults() -> Result<Vec<String>, String> {
    let repairs = breaks::all_in(FOLDER)?;
    let page = read(PAGE)?;
    let mut faults = without_repair(&bugs()?, &repairs);
    for repair in &repairs {
        faults.extend(repair.broken(&read(&repair.file)?).err());
        let tests = read(tests_of(repair)?)?;
        for test in &repair.caught_by {
            if !tests.contains(&format!("\nfn {test}()")) {
                faults.push(format!("{FOLDER}/{}.rs: there is no test {test}", repair.name));
            }
            if !page.contains(test) {
                faults.push(format!("{PAGE} does not name {test}"));
            }
        }
    }
    Ok(faults)
}

/// Repairs every bug, or those whose name begins so, and runs their tests.
///
/// # Errors
/// A test fails with the bug in its place, or passes with the bug repaired.
pub fn run(which: &str) -> Result<(), String> {
    let repairs = breaks::all_in(FOLDER)?;
    let mut runs: BTreeMap<&str, Vec<&Break>> = BTreeMap::new();
    for repair in repairs.iter().filter(|repair| repair.name.starts_with(which)) {
        runs.entry(&repair.test).or_default().push(repair);
    }
    let tree = breaks::copy()?;
    let (mut count, mut faults) = (0, Vec::new());
    for (test, repairs) in runs {
        for check in checks(&tree, test, &repairs)?.iter().filter(|check| check.verdict == Verdict::Failed) {
            faults.push(format!("{} fails with the bug in its place", check.name));
        }
        for repair in &repairs {
            put(&tree, repair, &repair.broken(&read(&repair.file)?)?)?;
        }
        let repaired = checks(&tree, test, &repairs);
        for repair in &repairs {
            put(&tree, repair, &read(&repair.file)?)?;
        }
        let repaired = repaired?;
        for repair in &repairs {
            count += 1;
            println!("{}: {}", repair.name, repair.mistake);
            for test in &repair.caught_by {
                match repaired.iter().find(|check| check.name == *test && check.verdict == Verdict::Failed) {
                    Some(check) => println!("    {test} fails: {}", words(&check.words)),
                    None => faults.push(format!("{}: {test} does not fail when it is repaired", repair.name)),
                }
            }
        }
    }
    println!("{count} bugs repaired, {} faults", faults.len());
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// Builds the bugs, and runs their tests, and no others.
fn checks(tree: &Path, test: &str, repairs: &[&Break]) -> Result<Vec<Check>, String> {
    let package = test.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let examples: String = repairs.iter().map(|repair| format!(" --example {}", repair.name)).collect();
    breaks::built(tree, &format!("build --quiet {package}{examples}"))?;
    let names: String =
        repairs.iter().flat_map(|repair| &repair.caught_by).map(|test| format!(" {test}")).collect();
    breaks::tested(tree, &format!("{test} -- --exact{names}"))
}

fn put(tree: &Path, repair: &Break, text: &str) -> Result<(), String> {
    let file = tree.join(&repair.file);
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// What a failed test said, on one line: what stands below the line with the place.
fn words(said: &str) -> String {
    let lines = said.lines().skip_while(|line| !line.contains("panicked at")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with("note: ") && !line.starts_with("stack backtrace"));
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// The file that holds a repair's tests: `-p ch07-executor --test bugs` says it.
fn tests_of(repair: &Break) -> Result<String, String> {
    match *repair.test.split(' ').collect::<Vec<_>>().as_slice() {
        ["-p", package, "--test", test] => Ok(format!("chapters/{package}/tests/{test}.rs")),
        _ => Err(format!("{FOLDER}/{}.rs: its test is to be `-p PACKAGE --test FILE`", repair.name)),
    }
}

/// The bugs on purpose: the names of the examples.
fn bugs() -> Result<Vec<String>, String> {
    let files = walk(&root().join("chapters")).map_err(|error| format!("chapters: {error}"))?;
    let names = files.iter().filter(|file| file.parent().is_some_and(|folder| folder.ends_with("examples")));
    let names = names.filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()));
    Ok(names.filter(|name| name.contains("_bug_")).collect())
}

/// The bugs that have no repair, or one that mends another file.
fn without_repair(bugs: &[String], repairs: &[Break]) -> Vec<String> {
    let mends = |bug: &str| {
        repairs.iter().any(|one| one.name == bug && one.file.ends_with(&format!("/examples/{bug}.rs")))
    };
    let without = bugs.iter().filter(|bug| !mends(bug));
    without.map(|bug| format!("{FOLDER}/{bug}.rs: there is no such repair of the bug")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bug_has_a_repair_that_finds_its_lines_and_a_test_that_the_page_names() {
        assert_eq!(faults().unwrap(), [""; 0]);
    }

    #[test]
    fn a_bug_without_a_repair_is_missed() {
        let repairs = breaks::all_in(FOLDER).unwrap();
        let mut bugs = bugs().unwrap();
        assert_eq!(without_repair(&bugs, &repairs), [""; 0]);
        bugs.push("ch09_bug_new".into());
        let missed = ["shared/conformance/repairs/ch09_bug_new.rs: there is no such repair of the bug"];
        assert_eq!(without_repair(&bugs, &repairs), missed);
    }

    #[test]
    fn what_a_test_says_is_below_its_place() {
        let said = "\nthread 'a' panicked at tests/bugs.rs:9:5:\nright: 3 of 3\n  and more\nnote: run with `RUST_BACKTRACE=1`\n";
        assert_eq!(words(said), "right: 3 of 3 and more");
    }
}
