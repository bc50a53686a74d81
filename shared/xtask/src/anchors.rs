//! The book's index: each row S1–S25, each reader's question and each bug on purpose has its place, and is led to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::{read, root, walk};

/// Where the rows are listed.
const ROWS: &str = "appendix/rows.md";
/// Where the readers' questions are listed.
const QUESTIONS: &str = "appendix/questions.md";
/// Where the bugs on purpose are listed.
const BUGS: &str = "appendix/bugs.md";

/// What is missing, or leads to the wrong place.
pub fn check() -> Result<Vec<String>, String> {
    let sources = root().join("chapters");
    let found = walk(&sources).map_err(|error| format!("{}: {error}", sources.display()))?;
    let mut pages = BTreeMap::new();
    let mut bugs = Vec::new();
    for path in found {
        let path = path.strip_prefix(&sources).unwrap_or(&path);
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        if name.ends_with(".md") {
            let text = read(format!("chapters/{name}"))?;
            pages.insert(name, text);
        } else if name.contains("/examples/") && name.contains("_bug_") {
            bugs.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    let mut faults = faults(&pages);
    faults.extend(unlisted_bugs(pages.get(BUGS).map_or("", String::as_str), &bugs));
    Ok(faults)
}

/// All anchors there must be: `s1` to `s25`, `q01` to `q20`.
fn wanted() -> impl Iterator<Item = String> {
    (1..=25).map(|row| format!("s{row}")).chain((1..=20).map(|question| format!("q{question:02}")))
}

/// What is wrong with the anchors of these pages (by their path in the book), and with the links to them.
fn faults(pages: &BTreeMap<String, String>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut places: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (page, text) in pages {
        for anchor in anchors(text) {
            if !places.insert((anchor, page)) {
                faults.push(format!("chapters/{page}: the anchor {anchor} stands there twice"));
            }
        }
    }
    for anchor in wanted() {
        // The row of the readers' questions is an index itself.
        let explained = |page: &str| !page.starts_with("appendix/") || anchor == "s23";
        if !places.iter().any(|(found, page)| *found == anchor && explained(page)) {
            faults.push(format!("no chapter's page has the anchor {anchor}"));
        }
        let index = if anchor.starts_with('s') { ROWS } else { QUESTIONS };
        let text = pages.get(index).map_or("", String::as_str);
        let line = |line: &&str| match anchor.strip_prefix('s') {
            Some(row) => line.starts_with(&format!("| S{row} |")),
            None => true,
        };
        let leads =
            text.lines().filter(line).flat_map(links).filter(|(_, fragment)| *fragment == anchor).count();
        // A row may be explained in two chapters.
        if leads == 0 || (leads > 1 && index == QUESTIONS) {
            faults.push(format!("chapters/{index}: {leads} links to {anchor}, and there should be one"));
        }
    }
    for index in [ROWS, QUESTIONS] {
        for (target, fragment) in pages.get(index).into_iter().flat_map(|text| links(text)) {
            let page = target.strip_prefix("../").unwrap_or(if target.is_empty() { index } else { target });
            if wanted().any(|anchor| anchor == fragment) && !places.contains(&(fragment, page)) {
                faults.push(format!("chapters/{index}: {fragment} is not in {page}"));
            }
        }
    }
    faults
}

/// The bugs that the page does not name.
fn unlisted_bugs(page: &str, bugs: &[String]) -> Vec<String> {
    bugs.iter()
        .filter(|bug| !page.contains(&format!("--example {bug}\n")))
        .map(|bug| format!("chapters/{BUGS}: {bug} is not shown"))
        .collect()
}

/// The anchors of a page.
fn anchors(text: &str) -> impl Iterator<Item = &str> {
    text.split("<a id=\"").skip(1).filter_map(|after| after.split_once('"').map(|(id, _)| id))
}

/// The links of a text that have a fragment: where to, and the fragment.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("](").skip(1).filter_map(|after| after.split_once(')')?.0.split_once('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_has_a_place_for_each_row_each_question_and_each_bug() {
        assert_eq!(check().expect("the pages can be read"), [""; 0]);
    }

    /// A book in which all is well: one chapter, and the two indexes.
    fn book() -> BTreeMap<String, String> {
        let chapter: String = wanted().map(|anchor| format!("<a id=\"{anchor}\"></a>\n\n")).collect();
        let rows: String = (1..=25)
            .map(|row| format!("| S{row} | what | how | [1](../ch01/README.md#s{row}) |\n"))
            .collect();
        let questions: String =
            (1..=20).map(|number| format!("[What?](../ch01/README.md#q{number:02})\n")).collect();
        [("ch01/README.md", chapter), (ROWS, rows), (QUESTIONS, questions)]
            .map(|(page, text)| (page.to_owned(), text))
            .into()
    }

    /// What is wrong with that book when one text in one page is another.
    fn with(page: &str, old: &str, new: &str) -> Vec<String> {
        let mut book = book();
        let text = book.get_mut(page).expect("a page of the book");
        assert!(text.contains(old), "{page} has {old:?}");
        *text = text.replacen(old, new, 1);
        faults(&book)
    }

    #[test]
    fn a_book_in_order_has_no_faults() {
        assert_eq!(faults(&book()), [""; 0]);
    }

    #[test]
    fn an_anchor_that_is_gone_is_missed() {
        let faults = with("ch01/README.md", "<a id=\"s17\">", "<a id=\"s177\">");
        assert_eq!(
            faults,
            [
                "no chapter's page has the anchor s17",
                "chapters/appendix/rows.md: s17 is not in ch01/README.md"
            ]
        );
    }

    #[test]
    fn an_anchor_that_stands_twice_in_a_page_is_refused() {
        let faults = with("ch01/README.md", "<a id=\"q05\">", "<a id=\"q05\"></a> <a id=\"q05\">");
        assert_eq!(faults, ["chapters/ch01/README.md: the anchor q05 stands there twice"]);
    }

    #[test]
    fn a_row_that_leads_to_another_row_is_refused() {
        let faults = with(ROWS, "#s3)", "#s4)");
        assert_eq!(faults, ["chapters/appendix/rows.md: 0 links to s3, and there should be one"]);
    }

    #[test]
    fn a_question_without_a_link_or_with_two_is_refused() {
        let faults = with(QUESTIONS, "#q07)", "#q08)");
        assert_eq!(
            faults,
            [
                "chapters/appendix/questions.md: 0 links to q07, and there should be one",
                "chapters/appendix/questions.md: 2 links to q08, and there should be one"
            ]
        );
    }

    #[test]
    fn a_link_to_the_wrong_page_is_refused() {
        let faults = with(QUESTIONS, "../ch01/README.md#q20", "../ch02/README.md#q20");
        assert_eq!(faults, ["chapters/appendix/questions.md: q20 is not in ch02/README.md"]);
    }

    #[test]
    fn a_bug_that_the_index_forgot_is_missed() {
        let page = "$ cargo run -p ch06 --example ch06_bug_a\n";
        let bugs = ["ch06_bug_a", "ch06_bug_ab"].map(String::from);
        assert_eq!(unlisted_bugs(page, &bugs), ["chapters/appendix/bugs.md: ch06_bug_ab is not shown"]);
    }
}
