//! The guards: functions over strings that say what is wrong. Each refuses a small bad input in the tests below.

pub mod drawings;
pub mod listings;
pub mod page;

use std::path::{Component, Path};

/// The lines of mdBook's log that complain. It exits 0 when an included file is missing, and on a key it does not know.
pub fn complaints(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.split_whitespace().any(|word| ["ERROR", "WARN"].contains(&word))).collect()
}

// ANCHOR: empty_listings
/// How many listings of a page are empty: what mdBook makes, in silence, of an include whose anchor does not exist.
pub fn empty_listings(html: &str) -> usize {
    html.split("<code class=\"")
        .skip(1)
        .filter(|after| {
            let Some((class, rest)) = after.split_once("\">") else { return false };
            let content = rest.split_once("</code>").map_or("", |(content, _)| content);
            class.split(' ').any(|class| class.starts_with("language-")) && content.trim().is_empty()
        })
        .count()
}
// ANCHOR_END: empty_listings

/// Whether an mdBook command was left in the page as it was typed.
pub fn has_raw_include(html: &str) -> bool {
    html.contains("{{#")
}

/// The folders whose `README.html` has no redirect to `index.html` in book.toml, though SUMMARY.md lists their README.
pub fn missing_redirects(summary: &str, book_toml: &str) -> Vec<String> {
    let redirects: Vec<&str> = book_toml
        .lines()
        .skip_while(|line| line.trim() != "[output.html.redirect]")
        .skip(1)
        .map(str::trim)
        .collect();
    link_targets(summary)
        .filter_map(|target| target.strip_suffix("README.md"))
        .filter(|folder| !redirects.contains(&format!("\"/{folder}README.html\" = \"index.html\"").as_str()))
        .map(|folder| format!("/{folder}README.html"))
        .collect()
}

/// The pages on disk (relative to the book's sources) that SUMMARY.md does not list: nobody would find them.
pub fn unlisted<'p>(summary: &str, pages: &'p [String]) -> Vec<&'p str> {
    let listed: Vec<&str> = link_targets(summary).collect();
    pages.iter().map(String::as_str).filter(|page| *page != "SUMMARY.md" && !listed.contains(page)).collect()
}

/// Where the links of a Markdown text lead: what stands between `](` and `)`.
fn link_targets(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.split("](").skip(1).filter_map(|after| after.split_once(')')).map(|(target, _)| target)
}

/// The links of a page that climb out of the book. `page` is its path in the book: `ch01-blocking-socket/index.html`.
/// (A link checker would follow them into the repository, where the file does stand; on the web it does not.)
pub fn links_out<'h>(page: &str, html: &'h str) -> Vec<&'h str> {
    let depth = page.matches('/').count();
    ["href=\"", "src=\""]
        .iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .filter_map(|after| after.split_once('"').map(|(link, _)| link))
        .filter(|link| !link.contains("://") && climbs(link, depth))
        .collect()
}

fn climbs(link: &str, depth: usize) -> bool {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    let mut level = depth;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if level == 0 => return true,
            ".." => level -= 1,
            _ => level += 1,
        }
    }
    false
}

/// The first path that goes through a folder `target`: mdBook publishes whatever stands beside a chapter.
pub fn build_output<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Option<&'p Path> {
    paths.into_iter().find(|path| path.components().any(|part| part == Component::Normal("target".as_ref())))
}

/// Whether a Markdown text gives this command on a line of its own in a code block (after `$ `, or bare).
pub fn has_command(markdown: &str, command: &str) -> bool {
    let mut in_block = false;
    markdown.lines().map(str::trim).any(|line| {
        if line.starts_with("```") {
            in_block = !in_block;
        }
        // A comment behind the command is for the reader; the shell does not see it either.
        let typed = line.trim_start_matches("$ ").split(" #").next().unwrap_or_default().trim();
        in_block && typed == command
    })
}

/// The `rust-version` of a manifest.
pub fn rust_version(manifest: &str) -> Option<&str> {
    let line = manifest.lines().find_map(|line| line.trim().strip_prefix("rust-version"))?;
    let (_, rest) = line.split_once('"')?;
    rest.split_once('"').map(|(version, _)| version)
}

/// The installed toolchain of that version, in the list that `rustup toolchain list` prints.
pub fn toolchain<'l>(list: &'l str, version: &str) -> Option<&'l str> {
    list.lines().filter_map(|line| line.split_whitespace().next()).find(|name| {
        // 1.88 is met by `1.88`, `1.88-x86_64-…` and `1.88.0-x86_64-…`; not by 1.880.
        name.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_and_a_warning_in_the_log_are_found() {
        let log = " INFO Book building has started\nERROR Error updating \"x\"\n WARN Caused By: failed\n";
        assert_eq!(complaints(log).len(), 2);
        assert!(complaints(" INFO Running the html backend\n INFO no warnings, no errors\n").is_empty());
    }

    #[test]
    fn a_listing_without_code_is_found() {
        assert_eq!(empty_listings("<pre><code class=\"language-rust ignore\"></code></pre>"), 1);
        assert_eq!(empty_listings("<code class=\"hljs language-rust\">\n</code>"), 1);
        assert_eq!(empty_listings("<code class=\"language-rust\">fn main() {}</code> <code></code>"), 0);
    }

    #[test]
    fn an_include_left_as_typed_is_found() {
        assert!(has_raw_include("<p>{{#include src/lib.rs:main}}</p>"));
        assert!(!has_raw_include("<p>format!(\"{{}}\")</p>"));
    }

    #[test]
    fn a_chapter_without_a_redirect_is_found() {
        let summary = "[Front](README.md)\n- [One](ch01-a/README.md)\n- [Two](ch02-b/README.md)\n- [Rows](appendix/rows.md)";
        let book = "[output.html.redirect]\n\"/README.html\" = \"index.html\"\n\"/ch01-a/README.html\" = \"index.html\"\n";
        assert_eq!(missing_redirects(summary, book), ["/ch02-b/README.html"]);
        let elsewhere = "\"/ch02-b/README.html\" = \"index.html\"\n";
        assert_eq!(missing_redirects(summary, &format!("{elsewhere}{book}")), ["/ch02-b/README.html"]);
        assert!(missing_redirects(summary, &format!("{book}{elsewhere}")).is_empty());
    }

    #[test]
    fn a_page_that_the_summary_forgot_is_found() {
        let pages = ["SUMMARY.md", "README.md", "ch01-a/README.md", "ch01-a/more.md"].map(String::from);
        assert_eq!(unlisted("[F](README.md) - [One](ch01-a/README.md)", &pages), ["ch01-a/more.md"]);
    }

    #[test]
    fn a_link_that_leaves_the_book_is_found() {
        let html = "<a href=\"../../exercises/src/lib.rs\"> <img src=\"../../x.svg\"> <a href=\"../ch02-b/index.html#x\">";
        assert_eq!(links_out("ch01-a/index.html", html), ["../../exercises/src/lib.rs", "../../x.svg"]);
        assert!(
            links_out(
                "index.html",
                "<a href=\"a/../b.html\"> <a href=\"https://x.org/../..\"> <a href=\"#y\">"
            )
            .is_empty()
        );
        assert_eq!(links_out("index.html", "<a href=\"a/../../b.html\">"), ["a/../../b.html"]);
    }

    #[test]
    fn build_output_inside_a_chapter_is_found() {
        let inside = Path::new("ch01-a/target/debug/ch01");
        assert_eq!(build_output([Path::new("ch01-a/src/lib.rs"), inside]), Some(inside));
        assert_eq!(build_output([Path::new("ch01-a/src/target.rs")]), None);
    }

    #[test]
    fn a_command_in_the_text_is_not_a_command_to_run() {
        assert!(has_command("```sh\n$ cargo test\n```", "cargo test"));
        assert!(has_command("```sh\ncargo test   # three minutes\n```", "cargo test"));
        assert!(!has_command("Run\ncargo test\n", "cargo test"));
        assert!(!has_command("```sh\ncargo test --workspace\n```", "cargo test"));
    }

    #[test]
    fn the_rust_version_is_read_from_the_manifest() {
        assert_eq!(rust_version("[workspace.package]\nrust-version = \"1.88\"\n"), Some("1.88"));
        assert_eq!(rust_version("rust-version.workspace = true\n"), None);
    }

    #[test]
    fn another_version_is_not_the_one_we_promise() {
        let list = "stable-x86_64-unknown-linux-gnu (active, default)\n1.88.0-x86_64-unknown-linux-gnu\n";
        assert_eq!(toolchain(list, "1.88"), Some("1.88.0-x86_64-unknown-linux-gnu"));
        assert_eq!(toolchain("1.880-x86_64-unknown-linux-gnu\nstable\n", "1.88"), None);
    }
}
