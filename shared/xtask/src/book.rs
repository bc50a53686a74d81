//! `cargo x book`: builds the book, and refuses what mdBook lets pass.

use std::fs;
use std::path::{Path, PathBuf};

use crate::steps::Outcome;
use crate::workspace::{cargo, command, read, root, run, target, walk};
use crate::{figures, gates, tools};

/// Builds the book and checks it.
pub fn check() -> Result<Outcome, String> {
    let tools = tools::find()?;
    let mut wrong = sources()?;
    let book = target().join("book");
    let built = build(&tools.mdbook, &book);
    if built.is_err() {
        // There is no book to look at; what is known is said all the same.
        wrong.iter().for_each(|fault| println!("{fault}"));
    }
    wrong.extend(built?);
    let pages = html(&book)?;
    for page in &pages {
        wrong.extend(page_faults(&book, page)?);
    }
    // An image that can be made large stands in the page twice.
    wrong.dedup();
    for fault in &wrong {
        println!("{fault}");
    }
    links(&tools.lychee, &pages)?;
    // What the pages say that programs print. A block that has passed, and has not changed since, is not run again.
    run(cargo()
        .args([
            "test",
            "--quiet",
            "-p",
            "conformance",
            "--test",
            "prose",
            "--test",
            "twins",
            "--",
            "--include-ignored",
        ])
        .env("CONSOLE_BLOCKS_KNOWN", "1"))
    .map_err(|_| "a console block or a twin differs from what its program prints".to_owned())?;
    match wrong.len() {
        0 => {
            println!("{} pages in {}", pages.len(), book.display());
            Ok(Outcome::Passed)
        }
        faults => Err(format!("{faults} faults in the book")),
    }
}

/// Builds the book, for those who want to look at it.
///
/// # Errors
/// mdBook complained.
pub fn build_only() -> Result<(), String> {
    let complaints = build(&tools::find()?.mdbook, &target().join("book"))?;
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
}

/// What can be said before building.
fn sources() -> Result<Vec<String>, String> {
    let sources = root().join("chapters");
    let found = walk(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    let inside = |path: &Path| path.strip_prefix(&sources).unwrap_or(path).to_path_buf();
    let found: Vec<PathBuf> = found.iter().map(|path| inside(path)).collect();
    if let Some(stray) = gates::build_output(found.iter().map(PathBuf::as_path)) {
        return Err(format!(
            "chapters/{}: build output; mdBook would publish it, remove it",
            stray.display()
        ));
    }
    let pages: Vec<String> = found
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| slashes(path))
        .collect();
    let (summary, toml) = (read("chapters/SUMMARY.md")?, read("book.toml")?);
    let redirects = gates::missing_redirects(&summary, &toml).into_iter();
    let redirects = redirects.map(|page| format!("book.toml: no redirect for {page}"));
    let unlisted = gates::unlisted(&summary, &pages).into_iter();
    let unlisted = unlisted.map(|page| format!("chapters/{page}: not in SUMMARY.md"));
    let mut faults: Vec<String> = redirects.chain(unlisted).collect();

    let mut shown = Vec::new();
    for page in &pages {
        let markdown = read(Path::new("chapters").join(page))?;
        shown.extend(gates::drawings::shown(page, &markdown));
        let folder = sources.join(page).parent().map_or_else(|| sources.clone(), Path::to_path_buf);
        let listings = gates::listings::faults(&markdown, |file| fs::read_to_string(folder.join(file)).ok());
        faults.extend(listings.iter().map(|fault| format!("chapters/{page}: {fault}")));
    }
    let drawn = figures::drawn();
    for path in found.iter().map(|path| slashes(path)) {
        if path.contains("figures/") && path.ends_with(".svg") {
            let svg = read(Path::new("chapters").join(&path))?;
            let fault = gates::drawings::fault(&path, &svg, &shown, &drawn);
            faults.extend(fault.map(|fault| format!("chapters/{path}: {fault}")));
        }
    }
    Ok(faults)
}

/// Builds it; returns the complaints in the log.
fn build(mdbook: &Path, book: &Path) -> Result<Vec<String>, String> {
    // What an earlier build left would hide that a page is gone. mdBook clears the folder itself; we make sure.
    if book.exists() {
        fs::remove_dir_all(book).map_err(|error| format!("{}: {error}", book.display()))?;
    }
    let built = command(mdbook)
        .arg("build")
        .arg("--dest-dir")
        .arg(book)
        // A reader's own settings must not silence the log that decides.
        .env("RUST_LOG", "info")
        .env("NO_COLOR", "1")
        .output()
        .map_err(|error| format!("mdbook cannot be started: {error}"))?;
    let log = [built.stdout, built.stderr].concat();
    let log = String::from_utf8_lossy(&log);
    if !built.status.success() {
        return Err(format!("mdbook build: {}\n{log}", built.status));
    }
    Ok(gates::complaints(&log).into_iter().map(|line| format!("mdbook: {}", line.trim())).collect())
}

/// The pages of the built book. The 404 page is left out: its links start at the root of a web server.
fn html(book: &Path) -> Result<Vec<PathBuf>, String> {
    let found = walk(book).map_err(|error| format!("{}: {error}", book.display()))?;
    let page =
        |path: &PathBuf| path.extension().is_some_and(|end| end == "html") && !path.ends_with("404.html");
    Ok(found.into_iter().filter(page).collect())
}

fn page_faults(book: &Path, page: &Path) -> Result<Vec<String>, String> {
    let html = fs::read_to_string(page).map_err(|error| format!("{}: {error}", page.display()))?;
    let name = slashes(page.strip_prefix(book).unwrap_or(page));
    let mut faults = Vec::new();
    match gates::empty_listings(&html) {
        0 => {}
        listings => {
            faults.push(format!("{name}: {listings} listings without code (is the anchor spelled right?)"))
        }
    }
    if gates::has_raw_include(&html) {
        faults.push(format!("{name}: `{{{{#` is left in the page"));
    }
    // A chapter may have HTML of its own: it is no page of the book.
    if !html.contains("id=\"mdbook-content\"") {
        return Ok(faults);
    }
    let is_print = name == "print.html";
    faults.extend(gates::page::faults(&html, is_print).iter().map(|fault| format!("{name}: {fault}")));
    match gates::page::edited(&html) {
        Some(path) if !root().join(path).is_file() => {
            faults.push(format!("{name}: \"suggest an edit\" leads to {path}, which does not exist"));
        }
        None if !is_print => faults.push(format!("{name}: there is no \"suggest an edit\"")),
        _ => {}
    }
    // The print page holds every chapter at the top level; its links are those of the pages, checked there.
    if !is_print {
        faults.extend(
            gates::links_out(&name, &html).iter().map(|link| format!("{name}: {link} leaves the book")),
        );
    }
    Ok(faults)
}

fn links(lychee: &Path, pages: &[PathBuf]) -> Result<(), String> {
    run(command(lychee)
        .args(["--offline", "--include-fragments", "--no-progress"])
        // A README.html sends the reader on to index.html, with the fragment: look for the fragment there.
        .args(["--remap", "/README\\.html /index.html"])
        .args(pages))
    .map_err(|_| "links that lead nowhere".to_owned())
}

/// A path as a link would write it, on Windows too.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
