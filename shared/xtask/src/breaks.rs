//! `cargo x breaks`: breaks the chapters on purpose, one place at a time, and looks whether the tests say so.
//!
//! # Implementation
//! A break is a file in `shared/conformance/breaks`: what is wrong in a sentence, the file, the lines and what stands
//! there instead, the tests that are run and those that must fail. A copy of the workspace stands under
//! `target/breaks`; each break is put into it, the tests are run, and it is taken out again. That takes minutes, so it is
//! no part of `cargo x ci`. What is part of it: that every break still finds its lines ([`check`]).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::exercises::results::{self, Check, Verdict};
use crate::workspace::{cargo, command, output, read, root, target, walk};

mod tables;

pub use tables::tables;

/// Where they stand, from the root.
const FOLDER: &str = "shared/conformance/breaks";

/// A break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The file's name: the mistake.
    pub name: String,
    /// The folder it stands in, from the root.
    folder: &'static str,
    /// What is wrong, in a sentence.
    pub mistake: String,
    /// The invariant that it breaks, if it breaks one: `I3`.
    pub invariant: Option<String>,
    /// The file that is broken, from the root.
    pub file: String,
    /// The arguments of `cargo test` that catch it: `-p ch05-event-loop --test contract`.
    pub test: String,
    /// The tests that fail, among others.
    pub caught_by: Vec<String>,
    /// The lines, once in the file.
    from: String,
    /// What stands there instead.
    to: String,
}

/// All breaks, in the order of their names.
///
/// # Errors
/// One cannot be read, or does not say what it must.
pub fn all() -> Result<Vec<Break>, String> {
    all_in(FOLDER)
}

/// All files of this kind in a folder. (A repair is the same the other way round: see [`repairs`](crate::repairs).)
///
/// # Errors
/// As [`all`].
pub fn all_in(name_of_folder: &'static str) -> Result<Vec<Break>, String> {
    let folder = root().join(name_of_folder);
    let files = walk(&folder).map_err(|error| format!("{name_of_folder}: {error}"))?;
    let mut breaks = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let parsed = parse(name_of_folder, &name, &read(file)?);
        breaks.push(parsed.map_err(|why| format!("{name_of_folder}/{name}.rs: {why}"))?);
    }
    Ok(breaks)
}

/// Every break still finds its lines, once, and every test that it names is there.
///
/// # Errors
/// One does not, or is not.
pub fn check() -> Result<(), String> {
    let breaks = all()?;
    for one in &breaks {
        one.broken(&read(&one.file)?)?;
    }
    tables(&breaks)?;
    println!("{} breaks, each finds its lines, and its tests are there", breaks.len());
    Ok(())
}

/// Puts in each break, or those whose name begins so, and runs its tests.
///
/// # Errors
/// One was not caught, or not by the tests that its file names.
pub fn run(which: &str) -> Result<(), String> {
    let breaks = all()?;
    let chosen: Vec<&Break> = breaks.iter().filter(|one| one.name.starts_with(which)).collect();
    let tree = copy()?;
    // Once without any: a test that fails by itself would catch everything.
    let mut whole = BTreeSet::new();
    let mut faults = Vec::new();
    for one in &chosen {
        if whole.insert(&one.test) {
            let failed = failed(&tree, &one.test)?;
            println!("unbroken: cargo test {}: {} fail", one.test, failed.len());
            faults.extend(failed.iter().map(|test| format!("{test} fails with nothing broken")));
        }
    }
    let mut caught = 0;
    for (index, one) in chosen.iter().enumerate() {
        let start = Instant::now();
        let file = tree.join(&one.file);
        let text = read(&one.file)?;
        let io = |error: std::io::Error| format!("{}: {error}", file.display());
        fs::write(&file, one.broken(&text)?).map_err(io)?;
        let failed = failed(&tree, &one.test);
        fs::write(&file, &text).map_err(io)?;
        let failed = failed.map_err(|why| format!("{}: {why}", one.name))?;
        let missed: Vec<&String> = one.caught_by.iter().filter(|test| !failed.contains(test)).collect();
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{} of {}: {}: {}\n    {} fail, {seconds:.0} s: {}",
            index + 1,
            chosen.len(),
            one.name,
            one.mistake,
            failed.len(),
            failed.join(", ")
        );
        match (failed.is_empty(), missed.is_empty()) {
            (true, _) => faults.push(format!("{} is not caught", one.name)),
            (_, false) => faults.push(format!("{} is not caught by {missed:?}", one.name)),
            _ => caught += 1,
        }
    }
    println!("{caught} of {} breaks caught", chosen.len());
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

impl Break {
    /// The file's text, broken.
    ///
    /// # Errors
    /// The lines do not stand there once.
    pub fn broken(&self, text: &str) -> Result<String, String> {
        match text.matches(&self.from).count() {
            1 => Ok(text.replacen(&self.from, &self.to, 1)),
            times => Err(format!(
                "{}/{}.rs: its lines stand {times} times in {}",
                self.folder, self.name, self.file
            )),
        }
    }
}

/// Reads a break's file.
fn parse(folder: &'static str, name: &str, text: &str) -> Result<Break, String> {
    let top: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let said = |what: &str| {
        top.iter().find_map(|line| line.strip_prefix("- ")?.strip_prefix(what)?.strip_prefix(": "))
    };
    let needed =
        |what: &str| said(what).map(ToOwned::to_owned).ok_or_else(|| format!("no line `//! - {what}: …`"));
    let mistake: Vec<&str> = top.iter().copied().take_while(|line| !line.is_empty()).collect();
    let between = |from: &str, to: &str| {
        let (_, rest) = text.split_once(&format!("// <{from}>\n"))?;
        rest.split_once(&format!("// <{to}>\n")).map(|(inside, _)| inside.to_owned())
    };
    Ok(Break {
        name: name.to_owned(),
        folder,
        mistake: mistake.join(" "),
        invariant: said("invariant").map(ToOwned::to_owned),
        file: needed("file")?,
        test: needed("test")?,
        caught_by: needed("caught by")?.split(", ").map(ToOwned::to_owned).collect(),
        from: between("from", "to").ok_or("no lines between `// <from>` and `// <to>`")?,
        to: between("to", "/to").ok_or("no lines between `// <to>` and `// </to>`")?,
    })
}

/// The names of the tests that fail.
fn failed(tree: &Path, test: &str) -> Result<Vec<String>, String> {
    let tests = tested(tree, test)?;
    Ok(tests.into_iter().filter(|test| test.verdict == Verdict::Failed).map(|test| test.name).collect())
}

/// What `cargo test` with these arguments says in the copy.
///
/// # Errors
/// It does not compile, or runs no test.
pub fn tested(tree: &Path, test: &str) -> Result<Vec<Check>, String> {
    built(tree, &format!("test --quiet --no-run {test}"))?;
    let ran = cargo_in(tree).args(["test", "--no-fail-fast"]).args(test.split(' ')).output();
    let ran = ran.map_err(|error| format!("cargo cannot be started: {error}"))?;
    let tests = results::parse(&String::from_utf8_lossy(&ran.stdout));
    if tests.is_empty() {
        return Err(format!("cargo test {test} runs no test"));
    }
    Ok(tests)
}

/// Builds something in the copy.
///
/// # Errors
/// It does not compile; with what the compiler says.
pub fn built(tree: &Path, what: &str) -> Result<(), String> {
    let built = cargo_in(tree).args(what.split(' ')).output();
    let built = built.map_err(|error| format!("cargo cannot be started: {error}"))?;
    match built.status.success() {
        true => Ok(()),
        false => Err(format!("does not compile:\n{}", String::from_utf8_lossy(&built.stderr))),
    }
}

fn cargo_in(tree: &Path) -> Command {
    let mut cargo = cargo();
    cargo.current_dir(tree).env("CARGO_TARGET_DIR", target().join("breaks/target"));
    cargo
}

/// A copy of the files that git knows, and of new ones that it does not ignore.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy() -> Result<PathBuf, String> {
    let tree = target().join("breaks/tree");
    let files = output(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let files: BTreeSet<&str> = files.lines().filter(|file| root().join(file).is_file()).collect();
    // What is gone since the last time must not be built.
    for old in walk(&tree).unwrap_or_default().into_iter().filter(|path| path.is_file()) {
        let inside = old.strip_prefix(&tree).unwrap_or(&old).to_string_lossy().replace('\\', "/");
        if !files.contains(&*inside) {
            fs::remove_file(&old).map_err(|error| format!("{}: {error}", old.display()))?;
        }
    }
    for file in files {
        let to = tree.join(file);
        let io = |error: std::io::Error| format!("{}: {error}", to.display());
        fs::create_dir_all(to.parent().unwrap_or(&tree)).map_err(io)?;
        let text = fs::read(root().join(file)).map_err(io)?;
        // What has not changed keeps its time, and need not be built again.
        if fs::read(&to).is_ok_and(|there| there == text) {
            continue;
        }
        fs::write(&to, text).map_err(io)?;
    }
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
//! Clears the flag late:
//! a wake is lost.
//!
//! - invariant: I3
//! - file: chapters/ch07-executor/src/task.rs
//! - test: -p ch07-executor --test polls
//! - caught by: one, two::three
// <from>
a();
b();
// <to>
b();
// </to>
";

    #[test]
    fn a_break_changes_its_lines_where_they_stand_once() {
        let one = parse(FOLDER, "late", TEXT).unwrap();
        assert_eq!(one.mistake, "Clears the flag late: a wake is lost.");
        assert_eq!(one.caught_by, ["one", "two::three"]);
        assert_eq!(one.broken("x();\na();\nb();\nc();\n").unwrap(), "x();\nb();\nc();\n");
        assert!(one.broken("a();\nb();\na();\nb();\n").is_err());
        assert!(one.broken("b();\n").is_err());
    }

    #[test]
    fn a_break_that_does_not_say_what_it_must_is_refused() {
        assert!(parse(FOLDER, "x", "//! A.\n").is_err());
        assert!(parse(FOLDER, "x", &TEXT.replace("// </to>\n", "")).is_err());
    }
}
