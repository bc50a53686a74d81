//! The listings of a page: all code in Rust comes from files that are compiled.

use std::path::Path;

/// A fenced block of a page.
#[derive(Debug, PartialEq, Eq)]
struct Block<'t> {
    /// The line of its fence, counted from 1.
    line: usize,
    /// `rust,ignore`
    info: &'t str,
    /// The lines in it.
    body: Vec<&'t str>,
    /// The text above it, from the last heading on.
    above: String,
}

/// What is wrong with the listings of a page. `read` gives the text of a file that is named from the page's folder.
pub fn faults(markdown: &str, read: impl Fn(&Path) -> Option<String>) -> Vec<String> {
    blocks(markdown)
        .iter()
        .flat_map(|block| {
            let faults = block_faults(block, &read);
            faults.into_iter().map(|fault| format!("line {}: {fault}", block.line))
        })
        .collect()
}

fn block_faults(block: &Block<'_>, read: impl Fn(&Path) -> Option<String>) -> Vec<String> {
    let is_rust = block.info.split([',', ' ']).next() == Some("rust");
    let mut faults = Vec::new();
    if is_rust && !block.info.split(',').any(|word| word.trim() == "ignore") {
        faults.push("a listing is ```rust,ignore: its file is what the tests compile".to_owned());
    }
    for line in block.body.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let Some(include) = include(line) else {
            if is_rust {
                faults.push(format!(
                    "`{line}` was typed into the page; a listing is an include of compiled code"
                ));
                break;
            }
            continue;
        };
        let (file, part) = include.split_once(':').map_or((include, None), |(file, part)| (file, Some(part)));
        match read(Path::new(file)) {
            None => faults.push(format!("{file} cannot be read")),
            Some(text) => faults.extend(part.and_then(|part| part_fault(&text, file, part))),
        }
        // GitHub shows the include as it is typed. (What stands outside the book cannot be linked to.)
        if is_rust && !file.starts_with("../../") && !block.above.contains(&format!("]({file})")) {
            faults.push(format!("no link to {file} stands above the listing, under the same heading"));
        }
    }
    if is_rust && block.body.iter().all(|line| line.trim().is_empty()) {
        faults.push("the listing is empty".to_owned());
    }
    faults
}

/// `{{#include FILE:ANCHOR}}`
fn include(line: &str) -> Option<&str> {
    let inside = line.strip_prefix("{{#")?.strip_suffix("}}")?;
    let (_, file) = ["include ", "rustdoc_include "].iter().find_map(|name| inside.split_once(name))?;
    Some(file.trim())
}

/// An anchor that is opened and closed, once each; or lines that exist.
fn part_fault(text: &str, file: &str, part: &str) -> Option<String> {
    let numbers: Vec<&str> = part.split(':').filter(|number| !number.is_empty()).collect();
    if numbers.iter().all(|number| number.parse::<usize>().is_ok()) {
        return Some(format!("{file}:{part}: lines move; name an anchor"));
    }
    let count = |mark: &str| {
        let marked = |line: &&str| {
            line.split_once(mark).is_some_and(|(_, name)| name.split_whitespace().next() == Some(part))
        };
        text.lines().filter(marked).count()
    };
    match (count("ANCHOR:"), count("ANCHOR_END:")) {
        (1, 1) => None,
        (0, _) => Some(format!("{file} has no anchor `{part}`")),
        (1, 0) => Some(format!("{file}: the anchor `{part}` has no end")),
        _ => Some(format!("{file} has the anchor `{part}` more than once")),
    }
}

/// The fenced blocks of a page.
fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(&str, Block<'_>)> = None;
    let mut above: Vec<&str> = Vec::new();
    for (number, line) in markdown.lines().enumerate() {
        let line = line.trim();
        let fence = &line[..line.len() - line.trim_start_matches('`').len()];
        open = match open.take() {
            Some((mark, block)) if fence.len() >= mark.len() && fence == line => {
                found.push(block);
                None
            }
            Some((mark, mut block)) => {
                block.body.push(line);
                Some((mark, block))
            }
            None if fence.len() >= 3 && !line[fence.len()..].contains('`') => {
                let info = line[fence.len()..].trim();
                Some((fence, Block { line: number + 1, info, body: Vec::new(), above: above.join(" ") }))
            }
            None => {
                if line.starts_with('#') {
                    above.clear();
                }
                above.push(line);
                None
            }
        };
    }
    found.extend(open.map(|(_, block)| block));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "// ANCHOR: one\nfn one() {}\n// ANCHOR_END: one\n// ANCHOR: two\n";

    fn of(markdown: &str) -> String {
        faults(markdown, |path| (path == Path::new("src/lib.rs")).then(|| SOURCE.to_owned())).join("\n")
    }

    #[test]
    fn a_listing_from_a_compiled_file_below_its_link_is_good() {
        assert_eq!(
            of("See it ([lib.rs](src/lib.rs)):\n\n```rust,ignore\n{{#include src/lib.rs:one}}\n```\n"),
            ""
        );
        assert_eq!(of("[l](src/lib.rs)\n\n```rust,ignore\n{{#include src/lib.rs}}\n```\n"), "");
    }

    #[test]
    fn code_that_was_typed_into_a_page_is_found() {
        assert!(of("```rust,ignore\nfn main() {}\n```\n").starts_with("line 1: `fn main() {}` was typed"));
        assert_eq!(of("```python\nprint()\n```\n"), "");
        assert_eq!(of("````markdown\n```rust,ignore\nfn shown() {}\n```\n````\n"), "");
    }

    #[test]
    fn a_listing_that_mdbook_would_test_is_found() {
        assert!(
            of("[l](src/lib.rs)\n\n```rust\n{{#include src/lib.rs:one}}\n```\n").contains("```rust,ignore")
        );
    }

    #[test]
    fn a_missing_file_or_anchor_is_found() {
        let with = |include: &str| of(&format!("[l](src/lib.rs)\n\n```rust,ignore\n{include}\n```\n"));
        assert!(with("{{#include src/main.rs:one}}").contains("src/main.rs cannot be read"));
        assert!(with("{{#include src/lib.rs:three}}").contains("no anchor `three`"));
        assert!(with("{{#include src/lib.rs:two}}").contains("no end"));
        assert!(with("{{#include src/lib.rs:1:3}}").contains("lines move"));
        assert!(with("").contains("empty"));
        assert!(of("```text\n{{#include nowhere.txt}}\n```\n").contains("nowhere.txt cannot be read"));
    }

    #[test]
    fn a_listing_without_a_link_to_its_file_under_its_heading_is_found() {
        let listing = "```rust,ignore\n{{#include src/lib.rs:one}}\n```\n";
        assert!(of(&format!("Text.\n\n{listing}")).contains("no link to src/lib.rs"));
        assert!(of(&format!("[l](src/lib.rs)\n\n## Next\n\n{listing}")).contains("no link"));
        assert_eq!(of(&format!("[l](src/lib.rs)\n\n{listing}\nText.\n\n{listing}")), "");
    }
}
