//! `cargo x scoreboard`: every case on every chapter's program, and what breaks, into the page of the book.

use std::fs;

use crate::breaks;
use crate::workspace::{cargo, output, read, root};

/// The page.
const PAGE: &str = "chapters/appendix/scoreboard.md";

/// Around what is written here.
const CASES: [&str; 2] = ["<!-- cases, written by cargo x scoreboard -->", "<!-- /cases -->"];
const BREAKS: [&str; 2] = ["<!-- breaks, written by cargo x scoreboard -->", "<!-- /breaks -->"];

/// Writes the page.
///
/// # Errors
/// A case fails, or the page cannot be written.
pub fn write() -> Result<(), String> {
    let page = page()?;
    fs::write(root().join(PAGE), page).map_err(|error| format!("{PAGE}: {error}"))?;
    println!("wrote {PAGE}");
    Ok(())
}

/// Writes the tables of breaks alone: no case is run.
///
/// # Errors
/// The page cannot be written.
pub fn write_breaks() -> Result<(), String> {
    let page = with_breaks(&read(PAGE)?)?;
    fs::write(root().join(PAGE), page).map_err(|error| format!("{PAGE}: {error}"))
}

/// Runs the cases, and says which lines of the page are no longer true.
///
/// # Errors
/// A case fails, or a line differs.
pub fn check() -> Result<(), String> {
    let (is, should) = (read(PAGE)?, page()?);
    let lost: Vec<&str> = should.lines().filter(|line| !is.lines().any(|other| other == *line)).collect();
    match is == should {
        true => Ok(()),
        false => Err(format!(
            "{PAGE} is not what the suite says; its lines now:\n{}\n(`cargo x scoreboard` writes it)",
            lost.join("\n")
        )),
    }
}

/// The page as it should be.
fn page() -> Result<String, String> {
    let board = output(cargo().args(["run", "--quiet", "-p", "conformance", "--bin", "scoreboard"]))?;
    with_breaks(&between(&read(PAGE)?, CASES, board.trim())?)
}

fn with_breaks(text: &str) -> Result<String, String> {
    between(text, BREAKS, breaks::tables(&breaks::all()?)?.trim())
}

fn between(text: &str, marks: [&str; 2], inside: &str) -> Result<String, String> {
    let parts =
        text.split_once(marks[0]).and_then(|(before, rest)| Some((before, rest.split_once(marks[1])?.1)));
    let (before, after) = parts.ok_or(format!("{PAGE}: no `{}`", marks[0]))?;
    Ok(format!("{before}{}\n\n{inside}\n\n{}{after}", marks[0], marks[1]))
}
